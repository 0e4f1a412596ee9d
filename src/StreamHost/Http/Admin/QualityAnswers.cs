using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Sampling;

namespace StreamReco.StreamHost.Http.Admin;

/// <summary>What became of a node's records over time.</summary>
/// <param name="Node">The node.</param>
/// <param name="Totals">Since the first record of its partitions.</param>
/// <param name="Rejected">By reason.</param>
/// <param name="Rules">By reason and field, since the node started.</param>
/// <param name="Online">Whether next clicks were in last answers, since the node started.</param>
/// <param name="Stretches">Rates over time, newest first.</param>
internal sealed record QualityAnswer(
    string Node, Tally Totals, IReadOnlyDictionary<string, double> Rejected, IReadOnlyList<RejectedRule> Rules,
    IReadOnlyList<QualityFigures> Online, IReadOnlyList<QualityStretch> Stretches);

/// <summary>Mean rates a second over a stretch of time; stretches begin at multiples of their length.</summary>
/// <param name="From">Its begin.</param>
/// <param name="Seconds">Seconds of it that were looked at.</param>
/// <param name="Rates">By what became of the records.</param>
/// <param name="Rejected">By reason.</param>
/// <param name="RejectedShare">Rejected of all read, 0 to 1.</param>
internal sealed record QualityStretch(
    DateTimeOffset From, double Seconds, Tally Rates, IReadOnlyDictionary<string, double> Rejected, double RejectedShare);

/// <summary>The same of all nodes together.</summary>
/// <param name="Nodes">Whose counts these are.</param>
/// <param name="Silent">Nodes that did not answer: their records are missing here.</param>
/// <param name="Totals">Summed.</param>
/// <param name="Rejected">By reason, summed.</param>
/// <param name="Rules">By reason and field, the most first, since the nodes started.</param>
/// <param name="Online">Model version by model version, summed; since the latest start of a node among them.</param>
/// <param name="Stretches">Rates summed over the nodes, newest first.</param>
internal sealed record ClusterQualityAnswer(
    IReadOnlyList<string> Nodes, IReadOnlyList<Cluster.SilentMember> Silent, Tally Totals,
    IReadOnlyDictionary<string, double> Rejected, IReadOnlyList<RejectedRule> Rules, IReadOnlyList<QualityFigures> Online,
    IReadOnlyList<QualityStretch> Stretches);
