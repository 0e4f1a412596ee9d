using StreamReco.TestKit.Servers;

namespace StreamReco.Rig.Chaos;

/// <summary>
/// Does faults and undoes them in time. A target has one fault at a time: a second one waits until the first is undone.
/// </summary>
/// <param name="servers">Brokers and database.</param>
/// <param name="nodes">The nodes.</param>
/// <param name="launch">How the command line asks them.</param>
/// <param name="owners">Is told of each change.</param>
/// <param name="time">Paces.</param>
internal sealed class ChaosFaults(
    ChaosServers servers, ChaosNodes nodes, NodeLaunch launch, OwnerWatch owners, TimeProvider time)
{
    private const int ExtraNode = ChaosPlan.Nodes + 1;

    private static readonly TimeSpan _memberPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _commandPatience = TimeSpan.FromSeconds(60);

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
        owners.NoteFault($"{cycle.Fault}");

        async Task LastsAsync()
        {
            owners.NoteFault($"{cycle.Fault}");
            begun.SetResult();
            await Task.Delay(TimeSpan.FromMilliseconds(cycle.LastsMs), time);
            owners.NoteFault($"the end of {cycle.Fault}");
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
            case ChaosFault.NodeLeft:
                await LeaveAsync(cycle.Target);
                await LastsAsync();
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

        owners.NoteFault($"the end of {cycle.Fault}");
    }

    /// <summary>Ends once the node has left and ended; a node that does not get as far as to be a member is drained.</summary>
    private async Task LeaveAsync(int node)
    {
        string? address = null;
        try
        {
            await Waiting.UntilAsync("a member", () => (address = owners.AddressOf(node)) is not null, _memberPatience);
        }
        catch (TimeoutException)
        {
            await nodes.DrainAsync(node);
            return;
        }

        await nodes.EndAsync(node, hasEnded => AskToLeaveAsync(node, address!, hasEnded), "cluster leave");
    }

    /// <summary>Asks the others first, as one does for a machine that is to go; all may be amid something.</summary>
    /// <returns>False where the node ended by itself before: frozen and downed, it has just woken up.</returns>
    private async Task<bool> AskToLeaveAsync(int node, string address, Func<bool> hasEnded)
    {
        for (var tries = 1; ; tries++)
        {
            if (hasEnded())
            {
                return false;
            }

            var asked = ((node + tries - 1) % ChaosPlan.Nodes) + 1;
            using var command = launch.Command("cluster", "leave", address, "--node", launch.UrlOf(asked).ToString());
            if (await command.EndAsync(_commandPatience) == 0)
            {
                return true;
            }

            if (tries == 3 * ChaosPlan.Nodes)
            {
                throw new TimeoutException($"No node lets {address} leave: {command.Error.TrimEnd()}");
            }
        }
    }
}
