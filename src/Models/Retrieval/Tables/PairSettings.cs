namespace StreamReco.Models.Retrieval.Tables;

/// <summary>How pairs of items are counted.</summary>
public sealed record PairSettings
{
    /// <summary>Clicks ahead that still make a pair.</summary>
    public int Steps { get; init; } = 10;

    /// <summary>
    /// A session's pairs weigh exp(−age/(AgeShare·S)), age in sessions from the end of the log; 0: all alike.
    /// </summary>
    public double AgeShare { get; init; }

    /// <summary>Pairs kept of an item, the strongest.</summary>
    public int PairsMax { get; init; } = 1000;

    /// <summary>For the histories of users.</summary>
    public static PairSettings Histories { get; } = new() { Steps = 20 };

    /// <exception cref="ArgumentException">A setting makes no sense; the message names it and its value.</exception>
    public void Validate()
    {
        if (Steps is < 1 or > 100)
        {
            throw new ArgumentException($"Pairs Steps is {Steps} and must be 1 to 100.");
        }

        if (!(AgeShare >= 0))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Pairs AgeShare is {AgeShare} and must be 0 or more."));
        }

        if (PairsMax < 1)
        {
            throw new ArgumentException($"Pairs PairsMax is {PairsMax} and must be above 0.");
        }
    }
}
