using StreamReco.StreamHost.Sql;

namespace StreamReco.StreamHost.Http.Common;

/// <summary>The cluster as the directory has it.</summary>
/// <param name="Nodes">Nodes that said lately that they live.</param>
/// <param name="Leases">Who holds which shard.</param>
internal sealed record ClusterView(IReadOnlyList<NodeEntry> Nodes, IReadOnlyList<LeaseEntry> Leases)
{
    public static ClusterView Empty { get; } = new([], []);
}
