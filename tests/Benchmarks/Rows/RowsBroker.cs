using StreamReco.StreamHost.Kafka.Embedded;
using StreamReco.TestKit.Servers;

namespace StreamReco.Benchmarks.Rows;

/// <summary>The broker of a run: one that runs already, an Apache Kafka of our own, or the embedded one.</summary>
internal sealed class RowsBroker : IAsyncDisposable
{
    private readonly KafkaCluster? _cluster;
    private RowsBroker(string bootstrap, string says, IReadOnlyList<int> pids)
    {
        Bootstrap = bootstrap;
        Says = says;
        Pids = pids;
    }

    private RowsBroker(KafkaCluster cluster)
        : this(cluster.Bootstrap, $"Apache Kafka of {KafkaHome.Path}", cluster.ProcessIds) => _cluster = cluster;

    private RowsBroker(EmbeddedBroker embedded)
        : this(embedded.Bootstrap, "the embedded broker", []) => Embedded = embedded;

    public string Bootstrap { get; }

    /// <summary>What it is, for people.</summary>
    public string Says { get; }

    /// <summary>Its processes; none where they are not known.</summary>
    public IReadOnlyList<int> Pids { get; }

    /// <summary>Whether it knows what Java's clients ask.</summary>
    public bool IsReal => Embedded is null;

    /// <summary>The embedded broker; null for a real one.</summary>
    public EmbeddedBroker? Embedded { get; }

    public static async Task<RowsBroker> StartAsync(RowsSettings settings)
    {
        if (settings.Bootstrap is { } bootstrap)
        {
            return new RowsBroker(bootstrap, bootstrap, settings.BrokerPids);
        }

        return KafkaHome.Path is null
            ? new RowsBroker(EmbeddedBroker.Start())
            : new RowsBroker(await KafkaCluster.StartAsync(nodes: 1));
    }

    public async ValueTask DisposeAsync()
    {
        Embedded?.Dispose();
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }
}
