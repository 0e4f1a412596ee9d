namespace StreamReco.Models.Retrieval.Live;

/// <summary>Bounds of what a shard remembers of the clicks since the model was trained.</summary>
public sealed class LiveClicksOptions
{
    /// <summary>Highest <see cref="ClicksMax"/>: pair weights are sums of 32-bit integers.</summary>
    public const int ClicksLimit = 100_000;

    /// <summary>Sessions kept; the one that began first goes first. A day of a mid-sized shop's partition.</summary>
    public int SessionsMax { get; set; } = 20_000;

    /// <summary>Clicks kept, in all sessions: some megabytes of memory, a few of each snapshot.</summary>
    public int ClicksMax { get; set; } = 100_000;

    /// <exception cref="ArgumentException">A bound makes no sense; the message names it and its value.</exception>
    public void Validate()
    {
        if (SessionsMax < 1)
        {
            throw new ArgumentException($"SessionsMax is {SessionsMax} and must be above 0.");
        }

        if (ClicksMax is < 1 or > ClicksLimit)
        {
            throw new ArgumentException($"ClicksMax is {ClicksMax} and must be 1 to {ClicksLimit}.");
        }
    }
}
