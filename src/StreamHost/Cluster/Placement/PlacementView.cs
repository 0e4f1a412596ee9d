namespace StreamReco.StreamHost.Cluster.Placement;

/// <summary>The cluster as one of its nodes sees it: members, where the partitions are, and what moved lately.</summary>
/// <param name="At">When.</param>
/// <param name="Group">The consumer group.</param>
/// <param name="Self">HOST:PORT of the node that sees it so.</param>
/// <param name="Leader">Who lets nodes in and out; null while there is none.</param>
/// <param name="Coordinator">Who places the partitions; null while there is none.</param>
/// <param name="Members">By address.</param>
/// <param name="Partitions">By number; only those that some member spoke of.</param>
/// <param name="Moves">The newest first, at most <see cref="PartitionMoves.MovesMax"/>.</param>
internal sealed record PlacementView(
    DateTimeOffset At, string Group, string Self, string? Leader, string? Coordinator, IReadOnlyList<MemberView> Members,
    IReadOnlyList<PartitionPlace> Partitions, IReadOnlyList<PartitionMove> Moves);

/// <summary>A member.</summary>
/// <param name="Address">HOST:PORT.</param>
/// <param name="Node">Its name; null before it has said it.</param>
/// <param name="Status"><c>joining</c>, <c>weakly_up</c>, <c>up</c>, <c>leaving</c>, <c>exiting</c> or <c>down</c>.</param>
/// <param name="Since">Since when it has this status: by its own clock where it is up, else by that of the node that is asked.</param>
/// <param name="Reachable">Whether all members reach it.</param>
/// <param name="UnreachableSince">Since when it is not reached; null while it is.</param>
/// <param name="Drained">Whether it gets no partitions until it is resumed.</param>
/// <param name="Roles">What it does.</param>
/// <param name="Version">The program's version.</param>
internal sealed record MemberView(
    string Address, string? Node, string Status, DateTimeOffset? Since, bool Reachable, DateTimeOffset? UnreachableSince,
    bool Drained, IReadOnlyList<string> Roles, string Version);

/// <summary>Where a partition stands.</summary>
internal enum PlaceState
{
    /// <summary>Its owner takes it over.</summary>
    Opening,

    /// <summary>Its stream runs.</summary>
    Live,

    /// <summary>Its owner commits what was read and gives it up.</summary>
    Draining,

    /// <summary>It failed in a way that passes, and its owner waits for the next attempt.</summary>
    Backoff,

    /// <summary>Its last owner has given it up, and no other one has spoken of it yet.</summary>
    Moving,

    /// <summary>The node of its last owner cannot be reached or is gone.</summary>
    Lost,
}

/// <summary>A partition.</summary>
/// <param name="Partition">Its number.</param>
/// <param name="Owner">HOST:PORT of its owner, or of the last one while it is moving or lost.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Since">Since when, by the clock of the node that is asked.</param>
/// <param name="Epoch">Of its owner's lease; 0 while its stream does not run.</param>
/// <param name="Committed">The committed offset, as of a second ago; null before anybody said it.</param>
/// <param name="From">While it moves to another node: HOST:PORT of the owner before; else null.</param>
internal sealed record PartitionPlace(
    int Partition, string Owner, PlaceState State, DateTimeOffset Since, long Epoch, long? Committed, string? From);

/// <summary>A partition went from one node to another and is live there.</summary>
/// <param name="Partition">Its number.</param>
/// <param name="From">HOST:PORT of the owner before.</param>
/// <param name="To">HOST:PORT of the owner now.</param>
/// <param name="Cause"><c>planned</c>: it was drained; <c>lost</c>: the node of its owner was lost.</param>
/// <param name="At">When it was live.</param>
/// <param name="Seconds">How long it was without a live owner.</param>
internal sealed record PartitionMove(int Partition, string From, string To, string Cause, DateTimeOffset At, double Seconds);
