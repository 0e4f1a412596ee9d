namespace StreamReco.Stages.Records;

/// <summary>What an outbound record takes over from the record that it forwards.</summary>
/// <param name="TimestampMs">Kafka's timestamp, Unix milliseconds.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Partition">The partition that it goes to; null where its key decides.</param>
public sealed record ForwardedRecord(
    long TimestampMs, IReadOnlyList<KeyValuePair<string, byte[]>> Headers, int? Partition);
