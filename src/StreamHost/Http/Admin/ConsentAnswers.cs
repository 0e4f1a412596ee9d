using StreamReco.Models.Events;
using StreamReco.Models.Privacy;
using StreamReco.Stages.State;
using StreamReco.StreamHost.Http.Cluster;

namespace StreamReco.StreamHost.Http.Admin;

/// <summary>The consent policy of one node's partitions.</summary>
/// <param name="Partitions">What is in force, by partition.</param>
internal sealed record ConsentAnswer(IReadOnlyList<PartitionConsent> Partitions);

/// <summary>The same of all nodes.</summary>
/// <param name="Partitions">What is in force, by partition.</param>
/// <param name="Silent">Nodes that did not answer: their partitions are missing.</param>
internal sealed record ClusterConsentAnswer(IReadOnlyList<PartitionConsent> Partitions, IReadOnlyList<SilentMember> Silent);

/// <summary>The consent policy in force in a partition.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Version">Version of the policy; null where none is in force.</param>
/// <param name="Offset">Offset from which it is in force; null for none.</param>
/// <param name="Personalise">What holds for users who said nothing: granted or denied; null for no policy.</param>
/// <param name="Train">The same of training.</param>
/// <param name="Analyse">The same of analysis.</param>
/// <param name="Users">Users who said something.</param>
/// <param name="Withheld">Records of which nothing is kept.</param>
/// <param name="Withdrawn">Times that a user was forgotten.</param>
/// <param name="Untrained">Clicks that no model learns from.</param>
/// <param name="Refused">Why the newest policy in the log cannot be used; null if it is in force.</param>
internal sealed record PartitionConsent(
    int Partition, string? Version, long? Offset, string? Personalise, string? Train, string? Analyse, int Users, long Withheld,
    long Withdrawn, long Untrained, string? Refused)
{
    /// <summary>Of a partition's report; null for none.</summary>
    public static PartitionConsent Of(int partition, ConsentReport? report) => report is not { Offset: >= 0 }
        ? new PartitionConsent(partition, null, null, null, null, null, 0, 0, 0, 0, report?.Refused)
        : new PartitionConsent(
            partition, report.Version, report.Offset, Word(report, ConsentPurpose.Personalise), Word(report, ConsentPurpose.Train),
            Word(report, ConsentPurpose.Analyse), report.Users, report.Withheld, report.Withdrawn, report.Untrained, report.Refused);

    private static string Word(ConsentReport report, ConsentPurpose purpose) => ConsentNames.NameOf(report.Unknown.Of(purpose));
}

/// <summary>What is to hold for users who said nothing: granted or denied; left out it is granted.</summary>
/// <param name="Personalise">Recommendations by what they did.</param>
/// <param name="Train">Training on what they did.</param>
/// <param name="Analyse">Counts under their id.</param>
internal sealed record ConsentBody(string? Personalise, string? Train, string? Analyse);

/// <summary>A policy that is recorded in the log.</summary>
/// <param name="Version">Version of the policy.</param>
/// <param name="Partitions">Partitions in whose log it stands.</param>
internal sealed record ConsentApplied(string Version, IReadOnlyList<int> Partitions);
