using StreamReco.StreamHost.Sql;

namespace StreamReco.StreamHost.Http.Common;

/// <summary>The cluster as the directory has it.</summary>
/// <param name="Nodes">Nodes that said lately that they live.</param>
/// <param name="Leases">Who holds which shard.</param>
internal sealed record ClusterView(IReadOnlyList<NodeEntry> Nodes, IReadOnlyList<LeaseEntry> Leases)
{
    public static ClusterView Empty { get; } = new([], []);

    /// <summary>The living owner of a partition, or null.</summary>
    public NodeEntry? OwnerOf(string topic, int partition) =>
        Leases.FirstOrDefault(lease => lease.Partition == partition && lease.Topic == topic) is { } lease
            ? Nodes.FirstOrDefault(node => node.Name == lease.Owner) : null;
}
