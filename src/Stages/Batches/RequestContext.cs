namespace StreamReco.Stages.Batches;

/// <summary>What an answer depends on besides the user.</summary>
/// <param name="Offset">Offset of the answered click.</param>
/// <param name="AsOfMs">Its event time, Unix milliseconds.</param>
/// <param name="ReceivedMs">Kafka's timestamp of the record that released the answer, Unix milliseconds.</param>
/// <param name="FocusCategory">Category of the clicked item by the catalog, or null.</param>
/// <param name="Trending">Trending items of the partition.</param>
public readonly record struct RequestContext(
    long Offset, long AsOfMs, long ReceivedMs, string? FocusCategory, IReadOnlyList<string> Trending)
{
    /// <summary>Items that trend in the country that the click names; empty where it names none.</summary>
    public IReadOnlyList<string> CountryTrending { get; init; } = [];

    /// <summary>The click's trace context, or null.</summary>
    public string? TraceParent { get; init; }
}
