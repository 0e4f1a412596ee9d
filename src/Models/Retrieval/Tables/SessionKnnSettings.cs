namespace StreamReco.Models.Retrieval.Tables;

/// <summary>
/// Settings of session kNN. The defaults are for anonymous sessions whose times are unknown; decays are in steps, and 0
/// stands for no decay. VSTAN: Ludewig, Mauro, Latifi and Jannach 2021; STAN: Garg et al. 2019; VMIS-kNN: Kersbergen,
/// Sprangers and Schelter 2022.
/// </summary>
public sealed record SessionKnnSettings
{
    /// <summary>k: the most alike sessions, which vote.</summary>
    public int Neighbours { get; init; } = 500;

    /// <summary>m: the most recent sessions with an item in common, among which the neighbours are sought.</summary>
    public int Candidates { get; init; } = 5000;

    /// <summary>How many of the session's last clicks count.</summary>
    public int QueryItemsMax { get; init; } = 50;

    /// <summary>Decay of a common item's weight in the likeness, by steps from the session's end.</summary>
    public float PositionDecay { get; init; } = 2.5f;

    /// <summary>Decay of a neighbour's vote by the steps between the newest common item and the session's end.</summary>
    public float MatchDecay { get; init; } = 10;

    /// <summary>
    /// Weights as in VMIS-kNN in place of both decays: likeness falls linearly from the end to the beginning, the vote
    /// by a tenth a step.
    /// </summary>
    public bool LinearPositions { get; init; }

    /// <summary>Decay by steps behind the newest common item in the neighbour; the next one has weight 1.</summary>
    public float AfterDecay { get; init; } = 4;

    /// <summary>Decay by steps before the newest common item in the neighbour.</summary>
    public float BeforeDecay { get; init; } = 20;

    /// <summary>Factor of what stands before the newest common item.</summary>
    public float BeforeFactor { get; init; } = 0.7f;

    /// <summary>Factor of the common item itself.</summary>
    public float MatchFactor { get; init; } = 1.5f;

    /// <summary>An item's votes weigh <c>IdfBase + IdfWeight·log(S/df)</c>: rare items more.</summary>
    public float IdfWeight { get; init; } = 0.2f;

    /// <summary>See <see cref="IdfWeight"/>; 0 leaves the logarithm alone.</summary>
    public float IdfBase { get; init; } = 1;

    /// <summary>A neighbour's likeness is divided by its length to this power.</summary>
    public float LengthPower { get; init; } = 0.25f;

    /// <summary>Decay of likeness with age in sessions, as a share of all sessions fitted on.</summary>
    public double AgeShare { get; init; } = 2;

    /// <summary>Decay of likeness with age in days, for data with times of their own.</summary>
    public double AgeDays { get; init; }

    /// <summary>Whether an item that a past session holds several times counts once, where it stood last.</summary>
    public bool DistinctItems { get; init; }

    /// <summary>Whether the item just clicked is no candidate.</summary>
    public bool ExcludesCurrent { get; init; }

    /// <summary>For sessions with true times in data that hardly repeat an item at once.</summary>
    public static SessionKnnSettings Timed { get; } = new()
    {
        Neighbours = 100,
        Candidates = 2500,
        PositionDecay = 10,
        MatchDecay = 6,
        AfterDecay = 0.8f,
        BeforeDecay = 2,
        BeforeFactor = 0.5f,
        MatchFactor = 1,
        IdfWeight = 1.5f,
        LengthPower = 0.1f,
        AgeShare = 0,
        AgeDays = 100,
        ExcludesCurrent = true,
    };

    /// <summary>For the histories of users.</summary>
    public static SessionKnnSettings Histories { get; } = new()
    {
        Neighbours = 2000,
        Candidates = 5000,
        PositionDecay = 3,
        MatchDecay = 4,
        AfterDecay = 4,
        BeforeDecay = 8,
        IdfWeight = 0.5f,
        LengthPower = 0.5f,
        AgeShare = 0,
    };

    /// <summary>VMIS-kNN as its program runs in production: the last two items, k and m 500.</summary>
    public static SessionKnnSettings Vmis { get; } = new()
    {
        Neighbours = 500,
        Candidates = 500,
        QueryItemsMax = 2,
        LinearPositions = true,
        AfterDecay = 0,
        BeforeDecay = 0,
        BeforeFactor = 1,
        MatchFactor = 1,
        IdfBase = 0,
        IdfWeight = 1,
        LengthPower = 0,
        AgeShare = 0,
        DistinctItems = true,
        ExcludesCurrent = true,
    };

    /// <exception cref="ArgumentException">A setting makes no sense; the message names it and its value.</exception>
    public void Validate()
    {
        Require(Neighbours > 0, nameof(Neighbours), Neighbours, "above 0");
        Require(Candidates >= Neighbours, nameof(Candidates), Candidates, $"at least Neighbours ({Neighbours})");
        Require(QueryItemsMax > 0, nameof(QueryItemsMax), QueryItemsMax, "above 0");
        Require(IdfBase >= 0 && IdfWeight >= 0, nameof(IdfWeight), IdfWeight, "0 or more, as IdfBase");
        Require(AgeShare >= 0 && AgeDays >= 0, nameof(AgeShare), AgeShare, "0 or more, as AgeDays");
        Require(
            PositionDecay >= 0 && MatchDecay >= 0 && AfterDecay >= 0 && BeforeDecay >= 0,
            nameof(PositionDecay),
            PositionDecay,
            "0 or more, as the other decays");
        Require(BeforeFactor >= 0 && MatchFactor >= 0, nameof(BeforeFactor), BeforeFactor, "0 or more, as MatchFactor");
        Require(LengthPower >= 0, nameof(LengthPower), LengthPower, "0 or more");
    }

    private static void Require(bool holds, string name, double value, string allowed)
    {
        if (!holds)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"SessionKnn {name} is {value} and must be {allowed}."));
        }
    }
}
