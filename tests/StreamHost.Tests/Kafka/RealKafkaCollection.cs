namespace StreamReco.StreamHost.Tests.Kafka;

/// <summary>
/// The tests that share one real broker; they run one after the other, beside the tests of other collections.
/// </summary>
[CollectionDefinition(Name)]
public sealed class RealKafkaCollection : ICollectionFixture<RealKafka>
{
    public const string Name = "real Kafka";
}
