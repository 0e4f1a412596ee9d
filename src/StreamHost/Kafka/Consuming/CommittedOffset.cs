using Confluent.Kafka;

namespace StreamReco.StreamHost.Kafka.Consuming;

/// <summary>Reads a group's committed offset.</summary>
internal static class CommittedOffset
{
    /// <summary>The committed offset of a partition, or null when there is none.</summary>
    public static long? Of(IConsumer<byte[]?, byte[]?> consumer, TopicPartition partition, TimeSpan timeout)
    {
        var found = consumer.Committed([partition], timeout)[0];
        return found.Offset.IsSpecial ? null : found.Offset.Value;
    }
}
