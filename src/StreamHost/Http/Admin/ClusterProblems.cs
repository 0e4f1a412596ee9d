using StreamReco.StreamHost.Node;
using StreamReco.StreamHost.Sql;

namespace StreamReco.StreamHost.Http.Admin;

/// <summary>Says why a cluster is not well.</summary>
internal static class ClusterProblems
{
    /// <param name="nodes">The nodes with their own words; null for one that did not answer.</param>
    /// <param name="shards">The partitions.</param>
    /// <returns>A sentence each; empty while all is well. A node that is drained on purpose is well.</returns>
    public static IReadOnlyList<string> Of(
        IReadOnlyList<(NodeEntry Entry, NodeAnswer? Answer)> nodes, IReadOnlyList<ShardAnswer> shards) =>
    [
        .. shards.Count > 0 ? [] : new[] { "The number of partitions is not known: the brokers have not answered yet." },
        .. nodes.SelectMany(OfNode),
        .. shards.Where(shard => shard.State == "unowned").Select(shard => $"Partition {shard.Partition} has no owner."),
        .. shards.Where(shard => shard.State == "replaying")
            .Select(shard => $"Partition {shard.Partition} replays its log at {shard.Owner}."),
    ];

    private static IEnumerable<string> OfNode((NodeEntry Entry, NodeAnswer? Answer) node)
    {
        if (node.Answer is not { } answer)
        {
            return [$"{node.Entry.Name}: does not answer at {node.Entry.Url}."];
        }

        var isDrained = answer.Figures?.Phase is NodePhase.Drained or NodePhase.Draining;
        return answer.Ready || (isDrained && answer.Missing.Count == 1) ? []
            : answer.Missing.Select(missing => $"{node.Entry.Name}: {missing}");
    }
}
