namespace StreamReco.Models.Retrieval.Linear;

/// <summary>Settings of the linear session model; the defaults are for anonymous sessions.</summary>
public sealed record SlistSettings
{
    /// <summary>α: share of "items of one session belong together" beside "later items follow earlier ones".</summary>
    public float TogetherShare { get; init; } = 0.2f;

    /// <summary>Decay, in steps, of the distance between an earlier and a later item in training.</summary>
    public float TrainDecay { get; init; } = 1;

    /// <summary>λ of the ridge.</summary>
    public float Ridge { get; init; } = 10;

    /// <summary>Decay of a click's weight by steps from the session's end when items are scored.</summary>
    public float QueryDecay { get; init; } = 4;

    /// <summary>How many of the session's last clicks count.</summary>
    public int QueryItemsMax { get; init; } = 50;

    /// <summary>
    /// A session weighs exp(−age/(AgeShare·S)), age in sessions from the end of the log; 0: all alike.
    /// </summary>
    public double AgeShare { get; init; } = 0.55;

    /// <summary>Whether long sessions weigh as much as short ones: their rows have unit length.</summary>
    public bool NormalizesRows { get; init; }

    /// <summary>Items that may explain one item: those that stand with it most.</summary>
    public int SupportMax { get; init; } = 300;

    /// <summary>Weights kept of each item, the largest.</summary>
    public int WeightsMax { get; init; } = 200;

    /// <summary>Of a longer session only so many last clicks train.</summary>
    public int SessionClicksMax { get; init; } = 50;

    /// <summary>For the histories of users.</summary>
    public static SlistSettings Histories { get; } = new()
    {
        TrainDecay = 4,
        QueryDecay = 3,
        AgeShare = 0,
        NormalizesRows = true,
    };

    /// <exception cref="ArgumentException">A setting makes no sense; the message names it and its value.</exception>
    public void Validate()
    {
        Require(TogetherShare is >= 0 and <= 1, nameof(TogetherShare), TogetherShare, "0 to 1");
        Require(TrainDecay > 0, nameof(TrainDecay), TrainDecay, "above 0");
        Require(Ridge > 0, nameof(Ridge), Ridge, "above 0");
        Require(QueryDecay > 0, nameof(QueryDecay), QueryDecay, "above 0");
        Require(QueryItemsMax > 0, nameof(QueryItemsMax), QueryItemsMax, "above 0");
        Require(AgeShare >= 0, nameof(AgeShare), AgeShare, "0 or more");
        Require(SupportMax is >= 1 and <= 2000, nameof(SupportMax), SupportMax, "1 to 2000");
        Require(WeightsMax > 0, nameof(WeightsMax), WeightsMax, "above 0");
        Require(SessionClicksMax >= 2, nameof(SessionClicksMax), SessionClicksMax, "2 or more");
    }

    private static void Require(bool holds, string name, double value, string allowed)
    {
        if (!holds)
        {
            throw new ArgumentException(FormattableString.Invariant($"Slist {name} is {value} and must be {allowed}."));
        }
    }
}
