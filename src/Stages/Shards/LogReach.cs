namespace StreamReco.Stages.Shards;

/// <summary>What the brokers say of a partition's log when a shard is opened.</summary>
/// <param name="Start">The oldest offset that it still holds.</param>
/// <param name="End">The offset after its last committed record.</param>
/// <param name="TopicId">
/// The topic's id, which a topic of the same name that is made later does not have; empty where the brokers do not say.
/// </param>
public readonly record struct LogReach(long Start, long End, string TopicId = "")
{
    /// <summary>A log without a known end and topic.</summary>
    public static LogReach From(long start) => new(start, long.MaxValue);
}
