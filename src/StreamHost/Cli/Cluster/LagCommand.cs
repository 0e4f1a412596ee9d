using Spectre.Console;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Admin;

namespace StreamReco.StreamHost.Cli.Cluster;

/// <summary><c>lag</c>: how far behind.</summary>
internal sealed class LagCommand()
    : RemoteCommand<ClusterAnswer>("lag", "Show how many records each partition is behind the end of its log.")
{
    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("Every second", "streamreco lag --node http://127.0.0.1:8095 --watch 1")];

    protected override Task<ClusterAnswer> QueryAsync(CommandContext context, AdminClient node, CancellationToken cancel) =>
        node.GetAsync<ClusterAnswer>("/admin/v1/cluster", cancel);

    protected override void Write(ClusterAnswer answer, IAnsiConsole console)
    {
        var table = Cells.Table(">partition", "owner", ">committed", ">end", ">lag");
        foreach (var shard in answer.Shards)
        {
            table.AddRow(
                $"{shard.Partition}", Cells.Text(shard.Owner), Cells.Number(shard.Committed), Cells.Number(shard.End),
                Cells.Number(shard.Lag));
        }

        table.AddRow("all", "", "", "", Cells.Number(answer.Lag));
        console.Write(table);
    }
}
