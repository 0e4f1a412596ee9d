namespace StreamReco.StreamHost.Cluster.Views;

/// <summary>The cluster as one member sees it now.</summary>
/// <param name="Group">The consumer group.</param>
/// <param name="Self">HOST:PORT of the node that was asked.</param>
/// <param name="Leader">Who lets nodes in and out; null while there is none.</param>
/// <param name="Coordinator">Who places the partitions and runs the control plane: the member that has been one the longest.</param>
/// <param name="Members">By address.</param>
internal sealed record ClusterSnapshot(
    string Group, string Self, string? Leader, string? Coordinator, IReadOnlyList<ClusterMember> Members)
{
    /// <summary>Members that some member does not reach.</summary>
    public int Unreachable => Members.Count(member => !member.Reachable);
}

/// <summary>A member.</summary>
/// <param name="Address">HOST:PORT, as <c>cluster leave</c> and <c>down</c> take it.</param>
/// <param name="Status"><c>joining</c>, <c>weakly_up</c>, <c>up</c>, <c>leaving</c>, <c>exiting</c>, <c>down</c>.</param>
/// <param name="Reachable">Whether all members reach it.</param>
/// <param name="Drained">Whether it gets no partitions until it is called back.</param>
/// <param name="Roles">What it does.</param>
/// <param name="Version">The program's version.</param>
internal sealed record ClusterMember(
    string Address, string Status, bool Reachable, bool Drained, IReadOnlyList<string> Roles, string Version);

/// <summary>Where the shards of each kind are.</summary>
/// <param name="Regions">A row a kind and node.</param>
internal sealed record ShardingSnapshot(IReadOnlyList<ShardRegionView> Regions);

/// <summary>The shards of a kind at a node.</summary>
/// <param name="Kind">The kind, for instance <c>partition</c>.</param>
/// <param name="Address">HOST:PORT.</param>
/// <param name="Shards">Their ids; a partition is a shard with one entity.</param>
/// <param name="Entities">Entities in them; fewer than shards while some start.</param>
/// <param name="Answered">Whether the node reported all of them in time.</param>
internal sealed record ShardRegionView(
    string Kind, string Address, IReadOnlyList<string> Shards, int Entities, bool Answered);
