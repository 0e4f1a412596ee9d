namespace StreamReco.StreamHost.Kafka.Embedded;

/// <summary>
/// Requests of the Kafka protocol at which an <see cref="EmbeddedBroker"/> can fail; the values are Kafka's API keys.
/// </summary>
public enum KafkaRequest : short
{
    Produce = 0,
    Fetch = 1,
    ListOffsets = 2,
    Metadata = 3,
    OffsetCommit = 8,
    OffsetFetch = 9,
    FindCoordinator = 10,
    JoinGroup = 11,
    Heartbeat = 12,
    LeaveGroup = 13,
    SyncGroup = 14,
    InitProducerId = 22,
    AddPartitionsToTransaction = 24,
    AddOffsetsToTransaction = 25,
    EndTransaction = 26,
    TransactionalOffsetCommit = 28,
}
