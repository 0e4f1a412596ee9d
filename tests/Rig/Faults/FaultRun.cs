using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamReco.Rig.Chaos;
using StreamReco.TestKit.Servers;

namespace StreamReco.Rig.Faults;

/// <summary>
/// Two nodes on a real broker and PostgreSQL under a steady load; a fault is done and undone, and what the nodes say of it is
/// kept, until both say again that all is well.
/// </summary>
internal sealed class FaultRun(ChaosServers servers, int clicksPerSecond, string? logs, TimeProvider time)
{
    private const int Clients = 2_000;
    private const int Rushes = 3;

    private static readonly TimeSpan _databaseAway = TimeSpan.FromSeconds(55);
    private static readonly TimeSpan _topicAway = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _nodeAway = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _diskFull = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(240);

    /// <summary>Does a fault on nodes and topics of its own.</summary>
    /// <returns>What was said, and figures of the fault in words.</returns>
    /// <exception cref="TimeoutException">The nodes did not become well.</exception>
    public async Task<(IReadOnlyList<SaidChange> Said, string Note)> RunAsync(FaultKind fault)
    {
        var folder = Directory.CreateTempSubdirectory("streamreco-faults-").FullName;
        try
        {
            var topics = new ChaosTopics($"{fault}".ToLowerInvariant());
            await topics.CreateAsync(servers.Kafka.Bootstrap);
            if (fault != FaultKind.DiskFull)
            {
                var state = await servers.Postgres.CreateSchemaAsync();
                return await RunAsync(fault, new NodeLaunch(servers, folder, topics, topics.Name, state), disk: null);
            }

            await using var disk = await SmallDisk.MountAsync(Path.Combine(folder, "disk"));
            return await RunAsync(fault, new NodeLaunch(servers, folder, topics, topics.Name, Path.Combine(disk.Folder, "state.db")), disk);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<(IReadOnlyList<SaidChange> Said, string Note)> RunAsync(FaultKind fault, NodeLaunch launch, SmallDisk? disk)
    {
        int[] all = disk is null ? [1, 2] : [1];
        await using var load = new ClickLoad(servers.Kafka.Bootstrap, launch.Topics.Clicks, clicksPerSecond, (int)fault, time);
        await using var nodes = new ChaosNodes(launch.Start, time);
        foreach (var node in all)
        {
            nodes.Start(node);
        }

        await using var watch = new SaidWatch(all.ToDictionary(node => node, launch.UrlOf), time);
        await Waiting.UntilAsync($"{fault}: well before it", () => watch.IsWell(all), _patience);
        watch.Begin();
        var note = await DoAsync(fault, launch, nodes, disk);
        await Waiting.UntilAsync($"{fault}: well after it", () => watch.IsWell(all), _patience);
        var said = watch.Changes;
        await load.StopAsync();
        await nodes.EndAsync();
        if (logs is not null)
        {
            Directory.CreateDirectory(logs);
            await File.WriteAllLinesAsync(Path.Combine(logs, $"{fault}.log"), nodes.Logs);
        }

        return nodes.Problems.Count == 0 ? (said, note) : (said, $"{note} {string.Join(" ", nodes.Problems)}".Trim());
    }

    private async Task<string> DoAsync(FaultKind fault, NodeLaunch launch, ChaosNodes nodes, SmallDisk? disk)
    {
        switch (fault)
        {
            case FaultKind.DatabaseAway:
                await servers.Postgres.StopAsync(atOnce: true);
                await Task.Delay(_databaseAway, time);
                await servers.Postgres.StartAsync();
                return $"Undone after {_databaseAway.TotalSeconds} s.";
            case FaultKind.DiskFull:
                disk!.Fill();
                await Task.Delay(_diskFull, time);
                disk.Empty();
                return $"Undone after {_diskFull.TotalSeconds} s.";
            case FaultKind.TopicDeleted:
                await WithAdminAsync(admin => admin.DeleteTopicsAsync([launch.Topics.Recommendations]));
                await Task.Delay(_topicAway, time);
                await WithAdminAsync(admin => admin.CreateTopicsAsync(
                    [new TopicSpecification { Name = launch.Topics.Recommendations, NumPartitions = ChaosTopics.Partitions, ReplicationFactor = -1 }]));
                return $"Undone after {_topicAway.TotalSeconds} s.";
            case FaultKind.NodeKilled:
                await nodes.KillAsync(2);
                await Task.Delay(_nodeAway, time);
                nodes.Start(2);
                return $"Node 2 was killed, and started again after {_nodeAway.TotalSeconds} s.";
            case FaultKind.ManyClients:
                return await RushAsync(launch.UrlOf(1));
            default:
                throw new InvalidOperationException($"No such fault: {fault}.");
        }
    }

    private async Task<string> RushAsync(Uri node)
    {
        var words = new List<string>();
        for (var rush = 1; rush <= Rushes; rush++)
        {
            var started = time.GetTimestamp();
            var answers = await NodeQuestions.RushAsync(node, Clients, CancellationToken.None);
            words.Add($"{string.Join(", ", answers.Select(one => $"{one.Value:N0} × {one.Key}"))} in {time.GetElapsedTime(started).TotalSeconds:F1} s");
        }

        return $"Answers of node 1 to {Clients:N0} clients at once: {string.Join("; ", words)}.";
    }

    private async Task WithAdminAsync(Func<IAdminClient, Task> act)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = servers.Kafka.Bootstrap })
            .SetLogHandler((_, _) => { }).Build();
        await act(admin);
    }
}
