using StreamReco.Stages.Ports;

namespace StreamReco.Stages.Shards;

/// <summary>
/// The topic of a shard is not the one that its state was folded from: it was deleted and made again, or lost its end.
/// Reading on at the old offset would pass clicks over in silence.
/// </summary>
/// <param name="what">What was found.</param>
public sealed class RecreatedTopicException(string what)
    : InvalidOperationException(
        $"{what} Nothing was read. To forget the state and fold the topic from its beginning, start once with "
        + "Kafka:OnRecreatedTopic=begin (it is 'stop'); to keep the state, begin under another Kafka:Group.")
{
    /// <summary>Compares a shard's memory with what the brokers have.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="topicId">The id of the topic that the state was folded from; empty where it is not known.</param>
    /// <param name="snapshotOffset">The offset after the newest snapshot, or null.</param>
    /// <param name="committedOffset">The group's committed offset, or null.</param>
    /// <param name="log">What the brokers have.</param>
    /// <returns>One or two sentences that say what was found; null when the log is the one that was read.</returns>
    public static string? Find(
        ShardId shard, string topicId, long? snapshotOffset, long? committedOffset, in LogReach log)
    {
        if (topicId.Length > 0 && log.TopicId.Length > 0 && topicId != log.TopicId)
        {
            return $"{shard}: the topic was deleted and made again: its id is {log.TopicId}, the state was folded up to "
                + $"offset {snapshotOffset ?? 0} from the one with id {topicId}.";
        }

        return snapshotOffset > log.End
            ? $"{shard}: the topic ends at offset {log.End}, before the state's {snapshotOffset}: it was deleted and made again, or has lost records."
            : committedOffset > log.End
                ? $"{shard}: the topic ends at offset {log.End}, before the {committedOffset} that group '{shard.Pipeline}' has committed: it was deleted and made again, or has lost records."
                : null;
    }
}
