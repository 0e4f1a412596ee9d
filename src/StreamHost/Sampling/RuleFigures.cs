using StreamReco.Models.DataQuality;

namespace StreamReco.StreamHost.Sampling;

/// <summary>A quality rule for one source, all partitions of a node or of the cluster together.</summary>
/// <param name="Rule">Its name.</param>
/// <param name="Check">What it asks.</param>
/// <param name="Action">What it does with a record that breaks it.</param>
/// <param name="Source">The source.</param>
/// <param name="Judged">What was judged since the rules came into force.</param>
/// <param name="Failed">What of it broke the rule.</param>
/// <param name="Late">What came after its window was closed.</param>
/// <param name="Warn">Partitions in which it warns.</param>
/// <param name="Fail">Partitions in which it has failed.</param>
/// <param name="Worst">The worst of the partitions' last windows: least share or number, greatest distance, traffic farthest from the usual; null before the first.</param>
public sealed record RuleFigures(
    string Rule, string Check, string Action, string Source, long Judged, long Failed, long Late, int Warn, int Fail, double? Worst)
{
    /// <summary>How it stands: the worst of the partitions.</summary>
    public string Level => QualityNames.NameOf(Fail > 0 ? QualityLevel.Fail : Warn > 0 ? QualityLevel.Warn : QualityLevel.Ok);

    /// <summary>The rows of partitions, summed.</summary>
    public static IReadOnlyList<RuleFigures> Of(IEnumerable<QualityReport> partitions) => Sum(partitions.SelectMany(one => one.Rows).Select(Of));

    /// <summary>The rows of nodes, summed.</summary>
    public static IReadOnlyList<RuleFigures> Sum(IEnumerable<RuleFigures> parts) =>
    [
        .. parts.GroupBy(part => (part.Rule, part.Check, part.Action, part.Source)).Select(same => new RuleFigures(
            same.Key.Rule, same.Key.Check, same.Key.Action, same.Key.Source, same.Sum(part => part.Judged), same.Sum(part => part.Failed),
            same.Sum(part => part.Late), same.Sum(part => part.Warn), same.Sum(part => part.Fail),
            WorstOf(same.Key.Check, same.Select(part => part.Worst)))),
    ];

    private static RuleFigures Of(QualityRow row) => new(
        row.Rule, row.Check, row.Action, row.Source, row.Judged, row.Failed, row.Late,
        row.Level == QualityNames.NameOf(QualityLevel.Warn) ? 1 : 0, row.Level == QualityNames.NameOf(QualityLevel.Fail) ? 1 : 0, row.Last);

    private static double? WorstOf(string check, IEnumerable<double?> measures) => IsDistance(check) ? measures.Max()
        : check == QualityNames.NameOf(QualityCheck.Traffic) ? measures.MaxBy(times => times is { } given ? Math.Abs(Math.Log(Math.Max(given, 1e-6))) : -1)
        : measures.Min();

    private static bool IsDistance(string check) =>
        check == QualityNames.NameOf(QualityCheck.Psi) || check == QualityNames.NameOf(QualityCheck.Ks);
}
