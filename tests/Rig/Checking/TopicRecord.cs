namespace StreamReco.Rig.Checking;

/// <summary>A record as any Kafka client reads it.</summary>
/// <param name="IsTick">Whether it has the header by which nodes tell that time has passed.</param>
internal sealed record TopicRecord(
    int Partition, long Offset, long TimestampMs, byte[]? Key, byte[]? Value, bool IsTick);
