using StreamReco.StreamHost.Kafka.Embedded;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Tests.Sql;

namespace StreamReco.StreamHost.Tests.EndToEnd;

[NeedsPostgres]
[Collection("postgres")]
public sealed class EmbeddedPostgresPathTests(PostgresServer server) : PathContract, IDisposable
{
    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();

    public void Dispose() => _broker.Dispose();

    /// <summary>The embedded broker's transactions keep no offsets.</summary>
    private protected override string DeliveryThatIsRemembered => KafkaOptions.AtLeastOnce;

    private protected override string Bootstrap => _broker.Bootstrap;

    private protected override Task<string> CreateTopicAsync(string prefix, int partitions)
    {
        _broker.CreateTopic(prefix, partitions);
        return Task.FromResult(prefix);
    }

    private protected override Task<string> CreateStateAsync() => server.CreateSchemaAsync();
}
