using StreamReco.Stages.State;
using StreamReco.StreamHost.Http.Cluster;

namespace StreamReco.StreamHost.Http.Identities;

/// <summary>The linking of ids in one node's partitions.</summary>
/// <param name="Partitions">What is in force, by partition.</param>
internal sealed record IdentitiesAnswer(IReadOnlyList<PartitionIdentities> Partitions);

/// <summary>The same of all nodes.</summary>
/// <param name="Partitions">What is in force, by partition.</param>
/// <param name="Silent">Nodes that did not answer: their partitions are missing.</param>
internal sealed record ClusterIdentitiesAnswer(IReadOnlyList<PartitionIdentities> Partitions, IReadOnlyList<SilentMember> Silent);

/// <summary>The linking of ids in a partition.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Version">Version of the policy; null where none is in force.</param>
/// <param name="Offset">Offset from which it is in force; null for none.</param>
/// <param name="IsOn">Whether events link ids.</param>
/// <param name="UsersPerDeviceMax">Users who may sign in at one id.</param>
/// <param name="Linked">Times that an id of the partition was linked to a user.</param>
/// <param name="Merged">Histories taken into users of the partition.</param>
/// <param name="MergedEvents">Events in these histories.</param>
/// <param name="Forwarded">Clicks of linked ids, forwarded to the user's partition.</param>
/// <param name="Unlinked">Times that a link was ended.</param>
/// <param name="NotLinked">Links that were not made, by reason.</param>
/// <param name="Refused">Why the newest policy in the log cannot be used; null if it is in force.</param>
internal sealed record PartitionIdentities(
    int Partition, string? Version, long? Offset, bool IsOn, int UsersPerDeviceMax, long Linked, long Merged, long MergedEvents,
    long Forwarded, long Unlinked, IReadOnlyDictionary<string, long> NotLinked, string? Refused)
{
    /// <summary>Of a partition's report; null for none.</summary>
    public static PartitionIdentities Of(int partition, IdentityReport? report) => report is null
        ? new PartitionIdentities(partition, null, null, false, 0, 0, 0, 0, 0, 0, new Dictionary<string, long>(), null)
        : new PartitionIdentities(
            partition, report.Offset < 0 ? null : report.Version, report.Offset < 0 ? null : report.Offset, report.IsOn, report.UsersPerDeviceMax,
            report.Linked, report.Merged, report.MergedEvents, report.Forwarded, report.Unlinked, report.Refused, report.Fault);
}

/// <summary>Whether events are to link ids.</summary>
/// <param name="On">Whether they are; left out they are.</param>
/// <param name="UsersPerDeviceMax">Users who may sign in at one id; left out 3.</param>
internal sealed record IdentityPolicyBody(bool? On, int? UsersPerDeviceMax);

/// <summary>A policy that is recorded in the log.</summary>
/// <param name="Version">Version of the policy.</param>
/// <param name="Partitions">Partitions in whose log it stands.</param>
internal sealed record IdentityPolicyApplied(string Version, IReadOnlyList<int> Partitions);

/// <summary>Two ids of a person.</summary>
/// <param name="AnonymousId">The id under which the person was known before, as the clicks name it.</param>
/// <param name="UserId">The user, as the clicks name them.</param>
internal sealed record LinkBody(string? AnonymousId, string? UserId);

/// <summary>A link, or the end of one, that is recorded in the log.</summary>
/// <param name="Verb">link or unlink.</param>
/// <param name="Where">Its partition and offset.</param>
internal sealed record LinkMade(string Verb, string Where);
