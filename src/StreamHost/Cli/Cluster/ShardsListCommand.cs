using Spectre.Console;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Admin;

namespace StreamReco.StreamHost.Cli.Cluster;

/// <summary><c>shards list</c>: the partitions.</summary>
internal sealed class ShardsListCommand() : RemoteCommand<IReadOnlyList<ShardAnswer>>(
    "list", "List the shards: owner, epoch of the lease, lag, watermark, users in memory, age of the snapshot.")
{
    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("All shards", "streamreco shards list --node http://127.0.0.1:8095"),
        new("For a script", "streamreco shards list --state reco.db --output json"),
    ];

    protected override async Task<IReadOnlyList<ShardAnswer>> QueryAsync(
        CommandContext context, AdminClient node, CancellationToken cancel) =>
        (await node.GetAsync<ClusterAnswer>("/admin/v1/cluster", cancel)).Shards;

    protected override void Write(IReadOnlyList<ShardAnswer> answer, IAnsiConsole console)
    {
        var table = Cells.Table(
            ">partition", "owner", "state", ">epoch", ">committed", ">end", ">lag", "watermark", ">users", ">snapshot at", ">age");
        foreach (var shard in answer)
        {
            table.AddRow(
                $"{shard.Partition}", Cells.Text(shard.Owner), shard.Paused ? $"{shard.State}, paused" : shard.State,
                Cells.Number(shard.Epoch), Cells.Number(shard.Committed), Cells.Number(shard.End), Cells.Number(shard.Lag),
                Cells.Time(shard.Watermark), Cells.Number(shard.UsersInMemory), Cells.Number(shard.SnapshotOffset),
                Cells.Seconds(shard.SnapshotAgeSeconds));
        }

        console.Write(table);
    }
}
