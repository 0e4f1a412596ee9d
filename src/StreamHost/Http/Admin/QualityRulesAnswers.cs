using StreamReco.StreamHost.Http.Cluster;
using StreamReco.StreamHost.Sampling;

namespace StreamReco.StreamHost.Http.Admin;

/// <summary>The quality rules of one node's partitions.</summary>
/// <param name="Partitions">What is in force, by partition.</param>
/// <param name="Rules">How the rules stand, the partitions together.</param>
internal sealed record QualityRulesAnswer(IReadOnlyList<PartitionRules> Partitions, IReadOnlyList<RuleFigures> Rules);

/// <summary>The quality rules in force in a partition.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Version">Version of the rules; null for none.</param>
/// <param name="Offset">Offset from which they are in force; null for none.</param>
/// <param name="Refused">Why the newest rules in the log cannot be used; null if they are in force.</param>
internal sealed record PartitionRules(int Partition, string? Version, long? Offset, string? Refused);

/// <summary>The same of all nodes.</summary>
/// <param name="Partitions">What is in force, by partition.</param>
/// <param name="Rules">How the rules stand, all partitions together.</param>
/// <param name="Silent">Nodes that did not answer: their partitions are missing.</param>
internal sealed record ClusterQualityRulesAnswer(
    IReadOnlyList<PartitionRules> Partitions, IReadOnlyList<RuleFigures> Rules, IReadOnlyList<SilentMember> Silent);

/// <summary>Rules to be applied.</summary>
/// <param name="Rules">The rules file, its text.</param>
internal sealed record QualityRulesBody(string? Rules);

/// <summary>Rules that are recorded in the log; every partition judges by them from their offset on.</summary>
/// <param name="Version">Version of the rules.</param>
/// <param name="Rules">How many there are.</param>
/// <param name="Partitions">Partitions in whose log they stand.</param>
internal sealed record QualityRulesApplied(string Version, int Rules, IReadOnlyList<int> Partitions);
