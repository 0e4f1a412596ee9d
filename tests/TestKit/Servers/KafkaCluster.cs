namespace StreamReco.TestKit.Servers;

/// <summary>
/// An Apache Kafka cluster (KRaft, every node broker and controller) on loopback, in a temporary folder.
/// </summary>
public sealed class KafkaCluster : IAsyncDisposable
{
    private readonly string _folder;
    private readonly KafkaNode[] _nodes;

    private KafkaCluster(string folder, KafkaNode[] nodes)
    {
        _folder = folder;
        _nodes = nodes;
        Bootstrap = string.Join(',', nodes.Select(node => node.Address));
    }

    public string Bootstrap { get; }

    /// <summary>The processes of the nodes.</summary>
    public IReadOnlyList<int> ProcessIds => [.. _nodes.Select(node => node.ProcessId)];

    /// <summary>Formats the nodes' folders and starts them; ends when all of them serve.</summary>
    /// <param name="nodes">1, or 3 for replication and fail-over.</param>
    /// <param name="settings">Further broker settings.</param>
    /// <param name="formatting">Further arguments of the formatting, for instance users.</param>
    /// <exception cref="InvalidOperationException">
    /// A node did not start; the message holds the end of its log.
    /// </exception>
    public static async Task<KafkaCluster> StartAsync(
        int nodes, IReadOnlyDictionary<string, string>? settings = null, params string[] formatting)
    {
        var folder = Directory.CreateTempSubdirectory("streamreco-kafka-").FullName;
        var ports = LoopbackPorts.Free(2 * nodes);
        int Controller(int id) => ports[nodes + id - 1];
        var voters = string.Join(',', Enumerable.Range(1, nodes).Select(id => $"{id}@127.0.0.1:{Controller(id)}"));
        var members = Enumerable.Range(1, nodes).Select(id => new KafkaNode(
            Path.Combine(folder, $"{id}"),
            ports[id - 1],
            Properties(id, ports[id - 1], Controller(id), voters, nodes, settings),
            formatting));
        var cluster = new KafkaCluster(folder, [.. members]);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => cluster.KillAll();
        try
        {
            await Task.WhenAll(cluster._nodes.Select(node => node.FormatAsync()));
            await Task.WhenAll(cluster._nodes.Select(node => node.StartAsync()));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends a node as a power failure would. Nodes are numbered from 1.</summary>
    public Task KillAsync(int node) => _nodes[node - 1].KillAsync();

    /// <summary>Starts a killed node again on its own data.</summary>
    public Task ReviveAsync(int node) => _nodes[node - 1].StartAsync();

    /// <summary>Stops a node's process where it stands; its connections stay open.</summary>
    public void Pause(int node) => _nodes[node - 1].Pause();

    /// <summary>Lets a paused node go on.</summary>
    public void Resume(int node) => _nodes[node - 1].Resume();

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_nodes.Select(node => node.KillAsync()));
        Directory.Delete(_folder, recursive: true);
    }

    private void KillAll() => Array.ForEach(_nodes, node => node.Kill());

    private static Dictionary<string, string> Properties(
        int id, int port, int controllerPort, string voters, int nodes, IReadOnlyDictionary<string, string>? settings)
    {
        var replicas = Math.Min(3, nodes);
        var inSync = replicas == 1 ? 1 : 2;
        var properties = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["process.roles"] = "broker,controller",
            ["node.id"] = $"{id}",
            ["controller.listener.names"] = "CONTROLLER",
            ["controller.quorum.voters"] = voters,
            ["inter.broker.listener.name"] = "PLAINTEXT",
            ["listener.security.protocol.map"] = "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
            ["listeners"] = $"PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controllerPort}",
            ["advertised.listeners"] = $"PLAINTEXT://127.0.0.1:{port}",
            // On a busy machine three nodes may not answer within the default second: no vote would ever end.
            ["controller.quorum.election.timeout.ms"] = "5000",
            ["controller.quorum.fetch.timeout.ms"] = "5000",
            ["auto.create.topics.enable"] = "false",
            ["group.initial.rebalance.delay.ms"] = "0",
            ["offsets.topic.num.partitions"] = "4",
            ["transaction.state.log.num.partitions"] = "4",
            ["default.replication.factor"] = $"{replicas}",
            ["min.insync.replicas"] = $"{inSync}",
            ["offsets.topic.replication.factor"] = $"{replicas}",
            ["transaction.state.log.replication.factor"] = $"{replicas}",
            ["transaction.state.log.min.isr"] = $"{inSync}",
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
        {
            properties[name] = value;
        }

        return properties;
    }
}
