using Spectre.Console;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Cluster.Views;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Cluster;

/// <summary><c>cluster show</c>: the members by the view of one of them.</summary>
internal sealed class ClusterShowCommand() : RemoteCommand<ClusterSnapshot>(
    "show", "Show the members of the cluster as the asked node sees them. Exit code 1 if one cannot be reached.")
{
    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("The members, live", "streamreco cluster show --node http://127.0.0.1:8095 --watch 1")];

    protected override Task<ClusterSnapshot> QueryAsync(CommandContext context, AdminClient node, CancellationToken cancel) =>
        node.GetAsync<ClusterSnapshot>("/admin/v1/cluster/members", cancel);

    protected override int ExitCodeOf(ClusterSnapshot answer) => answer.Unreachable == 0 ? ExitCode.Ok : ExitCode.Failure;

    protected override void Write(ClusterSnapshot answer, IAnsiConsole console)
    {
        var table = Cells.Table("address", "status", "reachable", "partitions", "roles", "version", "part");
        foreach (var member in answer.Members)
        {
            table.AddRow(
                Cells.Text(member.Address), Cells.Text(member.Status), member.Reachable ? "yes" : "NO",
                member.Drained ? "drained" : "taken", Cells.Text(string.Join(", ", member.Roles)), Cells.Text(member.Version),
                Cells.Text(Part(answer, member.Address)));
        }

        console.Write(table);
    }

    private static string Part(ClusterSnapshot cluster, string address)
    {
        (string? Address, string Part)[] parts =
            [(cluster.Leader, "leader"), (cluster.Coordinator, "coordinator"), (cluster.Self, "asked")];
        return string.Join(", ", parts.Where(part => part.Address == address).Select(part => part.Part));
    }
}
