using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace StreamReco.StreamHost.Tests.Kafka;

/// <summary>
/// A single-node Apache Kafka for a test run, started with the first of its tests and gone with the last.
/// </summary>
public sealed class RealKafka : IAsyncLifetime
{
    private const int Seed = 20_260_731;

    private readonly Random _random = new(Seed);
    private KafkaCluster? _cluster;

    /// <summary><c>host:port</c></summary>
    public string Bootstrap => _cluster?.Bootstrap ?? throw new InvalidOperationException(KafkaHome.HowToHaveOne);

    public async Task InitializeAsync() =>
        _cluster = KafkaHome.Path is null ? null : await KafkaCluster.StartAsync(nodes: 1);

    public async Task DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }

    /// <summary>A name that no other test of the run gets; the same test order gives the same names.</summary>
    public string NewName(string prefix) => $"{prefix}-{_random.Next():x8}";

    /// <summary>Creates a topic under a name of its own.</summary>
    /// <returns>The name.</returns>
    public async Task<string> CreateTopicAsync(
        string prefix, int partitions, Dictionary<string, string>? settings = null)
    {
        var name = NewName(prefix);
        await CreateAsync(name, partitions, settings);
        return name;
    }

    /// <summary>Deletes a topic and makes it again under the same name.</summary>
    public async Task RecreateAsync(string name, int partitions)
    {
        using (var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Bootstrap }).Build())
        {
            await admin.DeleteTopicsAsync([name]);
        }

        await CreateAsync(name, partitions);
    }

    /// <summary>Creates a topic under this name.</summary>
    public async Task CreateAsync(string name, int partitions, Dictionary<string, string>? settings = null)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Bootstrap }).Build();
        var topic = new TopicSpecification
        {
            Name = name,
            NumPartitions = partitions,
            ReplicationFactor = 1,
            Configs = settings,
        };
        await admin.CreateTopicsAsync([topic]);
    }
}
