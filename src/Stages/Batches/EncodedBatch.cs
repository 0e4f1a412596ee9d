using StreamReco.Stages.Records;

namespace StreamReco.Stages.Batches;

/// <summary>A micro-batch ready to be committed.</summary>
/// <param name="Folded">What the fold said; its requests are reused by now.</param>
/// <param name="Records">Answers and rejected records, in the order of their clicks within each kind.</param>
/// <param name="Answers">Number of answers among the records.</param>
/// <param name="ReceivedMs">Kafka's timestamps of the answered records, Unix milliseconds, for latency.</param>
public sealed record EncodedBatch(
    FoldedBatch Folded, IReadOnlyList<OutboundRecord> Records, int Answers, IReadOnlyList<long> ReceivedMs)
{
    /// <summary>The memory of the records, released once they are committed; null where each has its own.</summary>
    public OutboundBuffer? Memory { get; init; }
}
