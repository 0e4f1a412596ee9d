using Spectre.Console;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Identities;

namespace StreamReco.StreamHost.Cli.Identities;

/// <summary><c>identities status</c>: the policy in force, and what was linked.</summary>
internal sealed class IdentitiesStatusCommand() : RemoteCommand<ClusterIdentitiesAnswer>(
    "status", "Show the identity policy in force, and what was linked in each partition.")
{
    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("What was linked, moved, forwarded and refused", "streamreco identities status --node http://127.0.0.1:8095")];

    protected override Task<ClusterIdentitiesAnswer> QueryAsync(CommandContext context, AdminClient node, CancellationToken cancel) =>
        node.GetAsync<ClusterIdentitiesAnswer>("/admin/v1/cluster/identities", cancel);

    protected override void Write(ClusterIdentitiesAnswer answer, IAnsiConsole console)
    {
        PolicyLines.Write(console, answer.Silent, [.. answer.Partitions.Select(one => (one.Partition, PolicyOf(one), one.Refused))]);

        var table = Cells.Table(">partition", ">linked", ">histories taken in", ">clicks in them", ">clicks forwarded", ">unlinked", "not linked");
        foreach (var partition in answer.Partitions)
        {
            table.AddRow(
                Cells.Number(partition.Partition), Cells.Number(partition.Linked), Cells.Number(partition.Merged), Cells.Number(partition.MergedEvents),
                Cells.Number(partition.Forwarded), Cells.Number(partition.Unlinked),
                string.Join(", ", partition.NotLinked.Select(reason => $"{reason.Key} {reason.Value}")));
        }

        console.Write(table);
    }

    private static string PolicyOf(PartitionIdentities partition) => partition.Version is not { } version
        ? "no policy: no event links ids"
        : partition.IsOn ? $"policy {version} (on, at most {partition.UsersPerDeviceMax} users a device)" : $"policy {version} (off)";
}
