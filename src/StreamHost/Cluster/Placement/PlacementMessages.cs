using StreamReco.StreamHost.Cluster.Messages;

namespace StreamReco.StreamHost.Cluster.Placement;

/// <summary>The partitions whose owners are at a node, by the node's own word: sent to all members each second and on every change.</summary>
/// <param name="Address">HOST:PORT of the node.</param>
/// <param name="Uid">Tells its process from an earlier one at the same address.</param>
/// <param name="Node">The node's name, under which it holds leases.</param>
/// <param name="UpSinceMs">When it became a member that is up, Unix milliseconds by its own clock; null before.</param>
/// <param name="Partitions">Its partitions.</param>
internal sealed record NodePartitions(
    string Address, long Uid, string Node, long? UpSinceMs, IReadOnlyList<PartitionStatus> Partitions);

/// <summary>A partition at its owner.</summary>
/// <param name="Partition">Its number.</param>
/// <param name="State">The owner's phase, lower case: <c>opening</c>, <c>live</c>, <c>draining</c> or <c>backoff</c>.</param>
/// <param name="Epoch">Of the lease; 0 while its stream does not run.</param>
/// <param name="Committed">The committed offset; null while its stream does not run.</param>
internal sealed record PartitionStatus(int Partition, string State, long Epoch, long? Committed);

/// <summary>The messages about where partitions are. A name is never given to another message.</summary>
internal static class PlacementMessageTable
{
    public static IReadOnlyList<NodeMessage> Messages { get; } = [NodeMessage.Json<NodePartitions>("node-partitions", 1)];
}
