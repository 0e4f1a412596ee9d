using System.CommandLine;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Cluster;

/// <summary><c>cluster resume</c>: calls a drained node back.</summary>
internal sealed class ClusterResumeCommand : CliCommand
{
    private readonly RemoteOptionSet _remote = new();
    private readonly Argument<string> _name = new("NODE") { Description = "The node's name, as 'cluster members' lists it." };

    public ClusterResumeCommand()
        : base("resume", "Let a drained node take partitions again.")
    {
        Add(_name);
        _remote.AddTo(this);
        _remote.AddByTo(this);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("Give a drained node partitions again", "streamreco cluster resume 10.0.0.7:8095 --node http://127.0.0.1:8095")];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        using var node = await _remote.ConnectAsync(context, cancel);
        var name = context.Parse.GetValue(_name)!;
        await node.PostAsync<object>($"/admin/v1/nodes/{Uri.EscapeDataString(name)}/resume", null, cancel);
        context.Screen.Output.WriteLine($"{name} takes partitions again.");
        return ExitCode.Ok;
    }
}
