namespace StreamReco.Rig.Chaos;

/// <summary>
/// Does faults and undoes them in time. A target has one fault at a time: a second one waits until the first is undone.
/// </summary>
internal sealed class ChaosFaults(ChaosServers servers, ChaosNodes nodes, TimeProvider time)
{
    private const int ExtraNode = ChaosPlan.Nodes + 1;

    private readonly Dictionary<string, Task> _open = [];

    /// <summary>Ends when the fault is done; it is undone later.</summary>
    public async Task BeginAsync(ChaosCycle cycle)
    {
        var target = TargetOf(cycle);
        await _open.GetValueOrDefault(target, Task.CompletedTask);
        var begun = new TaskCompletionSource();
        _open[target] = RunAsync(cycle, begun);
        await await Task.WhenAny(begun.Task, _open[target]);
    }

    /// <summary>Ends when everything is undone.</summary>
    public Task EndAsync() => Task.WhenAll(_open.Values);

    private static string TargetOf(ChaosCycle cycle) => cycle.Fault switch
    {
        ChaosFault.BrokerKilled or ChaosFault.BrokerPaused => $"broker {cycle.Target}",
        ChaosFault.DatabaseRestarted => "database",
        ChaosFault.NodeAdded => "extra node",
        _ => $"node {cycle.Target}",
    };

    private async Task RunAsync(ChaosCycle cycle, TaskCompletionSource begun)
    {
        async Task LastsAsync()
        {
            begun.SetResult();
            await Task.Delay(TimeSpan.FromMilliseconds(cycle.LastsMs), time);
        }

        switch (cycle.Fault)
        {
            case ChaosFault.NodeKilled:
                await nodes.KillAsync(cycle.Target);
                await LastsAsync();
                nodes.Start(cycle.Target);
                break;
            case ChaosFault.NodeStopped:
                nodes.Pause(cycle.Target);
                await LastsAsync();
                nodes.Resume(cycle.Target);
                break;
            case ChaosFault.NodeDrained:
                var draining = nodes.DrainAsync(cycle.Target);
                await LastsAsync();
                await draining;
                nodes.Start(cycle.Target);
                break;
            case ChaosFault.NodeAdded:
                nodes.Start(ExtraNode);
                await LastsAsync();
                await (cycle.Hard ? nodes.KillAsync(ExtraNode) : nodes.DrainAsync(ExtraNode));
                break;
            case ChaosFault.BrokerKilled:
                await servers.Kafka.KillAsync(cycle.Target);
                await LastsAsync();
                await servers.Kafka.ReviveAsync(cycle.Target);
                break;
            case ChaosFault.BrokerPaused:
                servers.Kafka.Pause(cycle.Target);
                await LastsAsync();
                servers.Kafka.Resume(cycle.Target);
                break;
            case ChaosFault.DatabaseRestarted:
                await servers.Postgres.StopAsync(cycle.Hard);
                await LastsAsync();
                await servers.Postgres.StartAsync();
                break;
            default:
                throw new InvalidOperationException($"No such fault: {cycle.Fault}.");
        }
    }
}
