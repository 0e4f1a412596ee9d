using System.CommandLine;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Admin;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Cluster;

/// <summary><c>cluster drain</c>: empties a node before it stops.</summary>
internal sealed class ClusterDrainCommand : CliCommand
{
    private readonly RemoteOptionSet _remote = new();
    private readonly Argument<string> _name = new("NODE") { Description = "The node's name, as 'cluster members' lists it." };
    private readonly Option<int> _timeout = new("--timeout-s")
    {
        Description = "How long to wait until others hold its partitions.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 120,
    };

    public ClusterDrainCommand()
        : base("drain", "Give a node's partitions to the others; it holds none until 'cluster resume'. Waits until that is so.")
    {
        Add(_name);
        Add(_timeout);
        _remote.AddTo(this);
        _remote.AddByTo(this);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("Before a node is stopped", "streamreco cluster drain 10.0.0.7:8095 --node http://127.0.0.1:8095")];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        using var node = await _remote.ConnectAsync(context, cancel);
        var name = context.Parse.GetValue(_name)!;
        await node.PostAsync<object>($"/admin/v1/nodes/{Uri.EscapeDataString(name)}/drain", null, cancel);
        await ProgressDisplay.RunAsync(context.Screen, context.Time, $"draining {name}", line => WaitAsync(context, node, name, line, cancel));
        context.Screen.Output.WriteLine($"{name} is drained: it holds no partition, the others hold all. It may be stopped.");
        return ExitCode.Ok;
    }

    private async Task<bool> WaitAsync(
        CommandContext context, AdminClient node, string name, IProgressLine line, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500), context.Time);
        var started = context.Time.GetTimestamp();
        while (true)
        {
            var cluster = await node.GetAsync<ClusterAnswer>("/admin/v1/cluster", cancel);
            var elsewhere = cluster.Shards.Count(shard => shard.State == "live" && shard.Owner != name);
            line.Update(elsewhere, cluster.Partitions, $"{elsewhere} of {cluster.Partitions} partitions live at other nodes");
            if (cluster.Members.FirstOrDefault(m => m.Name == name)?.Phase == "drained" && elsewhere == cluster.Partitions)
            {
                return true;
            }

            if (context.Time.GetElapsedTime(started).TotalSeconds > context.Value(_timeout))
            {
                throw new UserErrorException(
                    $"{name} leaves, but only {elsewhere} of {cluster.Partitions} partitions are live at other nodes after "
                    + $"{context.Value(_timeout)} s (--timeout-s). 'streamreco shards list' shows where they are.");
            }

            await timer.WaitForNextTickAsync(cancel);
        }
    }
}
