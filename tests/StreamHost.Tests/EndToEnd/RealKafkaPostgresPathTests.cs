using StreamReco.StreamHost.Tests.Kafka;
using StreamReco.StreamHost.Tests.Sql;

namespace StreamReco.StreamHost.Tests.EndToEnd;

/// <summary>Has a PostgreSQL of its own, because the tests that share one restart it.</summary>
[RequiresRealKafka]
[NeedsPostgres]
[Collection(RealKafkaCollection.Name)]
public sealed class RealKafkaPostgresPathTests(RealKafka kafka, PostgresServer server)
    : PathContract, IClassFixture<PostgresServer>
{
    private protected override string Bootstrap => kafka.Bootstrap;

    private protected override Task<string> CreateTopicAsync(string prefix, int partitions) =>
        kafka.CreateTopicAsync(prefix, partitions);

    private protected override Task<string> CreateStateAsync() => server.CreateSchemaAsync();
}
