namespace StreamReco.StreamHost.Kafka.Spans;

/// <summary>A record where it stands.</summary>
internal readonly record struct TopicRecord(int Partition, long Offset, byte[]? Key, byte[]? Value)
{
    /// <summary>Kafka's timestamp, Unix milliseconds.</summary>
    public long TimestampMs { get; init; }
}
