using System.CommandLine;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Admin;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Cluster;

/// <summary><c>cluster leave</c> and <c>cluster down</c>: one member goes, in good order or without its doing.</summary>
internal sealed class ClusterMemberCommand : CliCommand
{
    private readonly RemoteOptionSet _remote = new();
    private readonly Argument<string> _address = new("ADDRESS") { Description = "The member, as 'cluster show' lists it: HOST:PORT." };
    private readonly string _what;
    private readonly string _done;

    private ClusterMemberCommand(string what, string description, string done, CommandExample example)
        : base(what, description)
    {
        _what = what;
        _done = done;
        Examples = [example];
        Add(_address);
        _remote.AddTo(this);
    }

    public override IReadOnlyList<CommandExample> Examples { get; }

    public static ClusterMemberCommand Leave() => new(
        "leave", "Let a member leave: it drains, gives its partitions to the others and ends.",
        "leaves: its partitions go to the others, then it ends. 'streamreco cluster show' shows how far it is.",
        new("In place of a signal to its process", "streamreco cluster leave 127.0.0.1:41523 --node http://127.0.0.1:8095"));

    public static ClusterMemberCommand Down() => new(
        "down", "Take a member out without its doing, for instance one whose machine is gone. If it lives, it ends.",
        "is taken out and marked as downed: if it lives, it ends, and takes part again only when it is started again.",
        new("A machine that will not come back", "streamreco cluster down 10.0.0.7:4053 --node http://10.0.0.8:8095"));

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        using var node = await _remote.ConnectAsync(context, cancel);
        var address = context.Parse.GetValue(_address)!;
        await node.PostAsync<MembersTold>($"/admin/v1/cluster/members/{Uri.EscapeDataString(address)}/{_what}", null, cancel);
        context.Screen.Output.WriteLine($"{address} {_done}");
        return ExitCode.Ok;
    }
}
