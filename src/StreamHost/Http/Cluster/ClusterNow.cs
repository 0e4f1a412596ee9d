using System.Text.Json.Serialization;
using StreamReco.StreamHost.Cluster.Placement;

namespace StreamReco.StreamHost.Http.Cluster;

/// <summary>The cluster as this node sees it now: members, where each partition stands, and what moved lately.</summary>
/// <param name="At">When.</param>
/// <param name="Group">The consumer group.</param>
/// <param name="Topic">The topic whose partitions these are.</param>
/// <param name="Self">HOST:PORT of this node in the cluster.</param>
/// <param name="Leader">Who lets nodes in and out; null while there is none.</param>
/// <param name="Coordinator">Who places the partitions; null while there is none.</param>
/// <param name="Members">By address.</param>
/// <param name="Partitions">All of the topic, by number.</param>
/// <param name="Moves">Hand-overs, the newest first.</param>
internal sealed record ClusterNow(
    DateTimeOffset At, string Group, string Topic, string Self, string? Leader, string? Coordinator,
    IReadOnlyList<MemberNow> Members, IReadOnlyList<PartitionNow> Partitions, IReadOnlyList<PartitionMove> Moves)
{
    /// <summary>Puts the view of a node and the ends of the log together.</summary>
    /// <param name="view">Who is where.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="count">Its partitions; 0 while unknown.</param>
    /// <param name="ends">The offset after the last record of each; empty while unknown.</param>
    public static ClusterNow Of(PlacementView view, string topic, int count, IReadOnlyDictionary<int, long> ends)
    {
        var places = view.Partitions.ToDictionary(place => place.Partition);
        PartitionNow[] partitions =
        [
            .. Enumerable.Range(0, Math.Max(count, view.Partitions.Count == 0 ? 0 : view.Partitions[^1].Partition + 1))
                .Select(partition => PartitionNow.Of(partition, places.GetValueOrDefault(partition), ends)),
        ];
        return new ClusterNow(
            view.At, view.Group, topic, view.Self, view.Leader, view.Coordinator,
            [.. view.Members.Select(member => MemberNow.Of(member, partitions))], partitions, view.Moves);
    }
}

/// <summary>A member.</summary>
/// <param name="Address">HOST:PORT.</param>
/// <param name="Node">Its name; null before it has said it.</param>
/// <param name="Status"><c>joining</c>, <c>weakly_up</c>, <c>up</c>, <c>leaving</c>, <c>exiting</c> or <c>down</c>.</param>
/// <param name="Since">Since when it has this status.</param>
/// <param name="Reachable">Whether all members reach it.</param>
/// <param name="UnreachableSince">Since when it is not reached; null while it is.</param>
/// <param name="Drained">Whether it gets no partitions until it is resumed.</param>
/// <param name="Roles">What it does.</param>
/// <param name="Version">The program's version.</param>
/// <param name="Partitions">Partitions whose owner it is and that are neither moving nor lost.</param>
/// <param name="Lag">Records behind the ends of these; null while one is unknown.</param>
internal sealed record MemberNow(
    string Address, string? Node, string Status, DateTimeOffset? Since, bool Reachable, DateTimeOffset? UnreachableSince,
    bool Drained, IReadOnlyList<string> Roles, string Version, int Partitions, long? Lag)
{
    public static MemberNow Of(MemberView member, IReadOnlyList<PartitionNow> partitions)
    {
        PartitionNow[] own = [.. partitions.Where(partition => partition.Owner == member.Address && partition.IsOwned)];
        return new MemberNow(
            member.Address, member.Node, member.Status, member.Since, member.Reachable, member.UnreachableSince, member.Drained,
            member.Roles, member.Version, own.Length,
            Array.TrueForAll(own, one => one.Lag is not null) ? own.Sum(one => one.Lag) : null);
    }
}

/// <summary>A partition.</summary>
/// <param name="Partition">Its number.</param>
/// <param name="Owner">HOST:PORT of its owner, or of the last one while it is moving or lost; null where nobody spoke of it.</param>
/// <param name="State">
/// <c>opening</c>, <c>live</c>, <c>draining</c>, <c>backoff</c>, <c>moving</c>, <c>lost</c>, or <c>unowned</c> where nobody
/// spoke of it.
/// </param>
/// <param name="Since">Since when; null where nobody spoke of it.</param>
/// <param name="Committed">The committed offset, as of a second ago.</param>
/// <param name="Lag">Records behind the end of the log; null while unknown.</param>
/// <param name="From">While it moves to another node: the owner before; else null.</param>
internal sealed record PartitionNow(
    int Partition, string? Owner, string State, DateTimeOffset? Since, long? Committed, long? Lag, string? From)
{
    /// <summary>Whether its owner speaks for it.</summary>
    [JsonIgnore]
    public bool IsOwned => State is not ("moving" or "lost" or "unowned");

    public static PartitionNow Of(int partition, PartitionPlace? place, IReadOnlyDictionary<int, long> ends) => place is null
        ? new PartitionNow(partition, null, "unowned", null, null, null, null)
        : new PartitionNow(
            partition, place.Owner, place.State.ToString().ToLowerInvariant(), place.Since, place.Committed,
            ends.TryGetValue(partition, out var end) && place.Committed is { } committed ? Math.Max(0, end - committed) : null, place.From);
}
