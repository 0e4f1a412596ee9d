using System.CommandLine;
using StreamReco.Models.Identity;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Identities;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Identities;

/// <summary><c>identities apply</c>: events that name two ids of a person link them, from their place in the log on.</summary>
internal sealed class IdentitiesApplyCommand : CliCommand
{
    private readonly RemoteOptionSet _remote = new();
    private readonly Option<int> _users = new("--users-per-device")
    {
        Description = "Users who may sign in at one anonymous id; with one more it is a shared device and stands for itself.",
        HelpName = "N",
        DefaultValueFactory = _ => IdentityPolicy.UsersPerDeviceDefault,
    };

    private readonly Option<bool> _off = new("--off") { Description = "Events link no ids any more; links that were made stay." };

    public IdentitiesApplyCommand()
        : base(
            "apply",
            "Let events that name an anonymous id and a user's link them, in every partition of the cluster: what was clicked before "
            + "signing in is the user's.")
    {
        Add(_users);
        Add(_off);
        _remote.AddTo(this);
        _remote.AddByTo(this);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("Link the ids of visitors who sign in, from now on", "streamreco identities apply --node http://127.0.0.1:8095"),
        new("End links by events; those that were made stay", "streamreco identities apply --off --node http://127.0.0.1:8095"),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        using var node = await _remote.ConnectAsync(context, cancel);
        var applied = await node.PostAsync<IdentityPolicyApplied>(
            "/admin/v1/identities", new IdentityPolicyBody(!context.Value(_off), context.Value(_users)), cancel);
        context.Screen.Output.WriteLine(
            $"identity policy {applied.Version} was written to the log of partitions {Cells.Ranges(applied.Partitions)}. "
            + "'streamreco identities status' shows where it is in force.");
        return ExitCode.Ok;
    }
}
