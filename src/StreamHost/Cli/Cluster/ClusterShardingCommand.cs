using System.Globalization;
using Spectre.Console;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Cluster.Views;

namespace StreamReco.StreamHost.Cli.Cluster;

/// <summary><c>cluster sharding</c>: which node holds which shards.</summary>
internal sealed class ClusterShardingCommand()
    : RemoteCommand<ShardingSnapshot>("sharding", "Show which node holds which shards, and how many entities live in them.")
{
    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("While partitions move", "streamreco cluster sharding --node http://127.0.0.1:8095 --watch 1")];

    protected override Task<ShardingSnapshot> QueryAsync(CommandContext context, AdminClient node, CancellationToken cancel) =>
        node.GetAsync<ShardingSnapshot>("/admin/v1/cluster/sharding", cancel);

    protected override void Write(ShardingSnapshot answer, IAnsiConsole console)
    {
        var table = Cells.Table("kind", "node", ">entities", ">shards", "which", "answered");
        foreach (var region in answer.Regions)
        {
            table.AddRow(
                Cells.Text(region.Kind), Cells.Text(region.Address), Cells.Number(region.Entities),
                Cells.Number(region.Shards.Count), Which(region.Shards), region.Answered ? "yes" : "not in time");
        }

        console.Write(table);
    }

    /// <summary>Partitions as ranges; names as they are.</summary>
    private static string Which(IReadOnlyList<string> shards)
    {
        var numbers = new List<int>();
        foreach (var shard in shards)
        {
            if (!int.TryParse(shard, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return Cells.Text(string.Join(", ", shards));
            }

            numbers.Add(number);
        }

        return Cells.Ranges(numbers);
    }
}
