using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Admin;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Cluster;

/// <summary><c>cluster down-unreachable</c>: takes all members out that the asked node does not reach.</summary>
internal sealed class ClusterDownUnreachableCommand : CliCommand
{
    private readonly RemoteOptionSet _remote = new();

    public ClusterDownUnreachableCommand()
        : base("down-unreachable", "Take all members out that cannot be reached. The cluster does so itself within seconds; this is for when it cannot.") =>
        _remote.AddTo(this);

    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("All that are gone", "streamreco cluster down-unreachable --node http://127.0.0.1:8095")];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        using var node = await _remote.ConnectAsync(context, cancel);
        var told = await node.PostAsync<MembersTold>("/admin/v1/cluster/down-unreachable", null, cancel);
        context.Screen.Output.WriteLine(told.Members.Count == 0
            ? "Every member can be reached."
            : $"Taken out and marked as downed: {string.Join(", ", told.Members)}.");
        return ExitCode.Ok;
    }
}
