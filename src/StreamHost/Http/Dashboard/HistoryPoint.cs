using StreamReco.Models.DataQuality;
using StreamReco.StreamHost.Sampling;

namespace StreamReco.StreamHost.Http.Dashboard;

/// <summary>One second of a node, as the charts draw it: rates a second, latency in milliseconds.</summary>
internal sealed record HistoryPoint(
    DateTimeOffset At, Tally Rates, LatencyFigures LatencyMs, long? Lag, IReadOnlyList<QualityFigures> Quality, RuleLevels Rules)
{
    public static HistoryPoint Of(NodeFigures figures) =>
        new(figures.At, figures.Rates, figures.LatencyMs, figures.Lag, figures.Quality, RuleLevels.Of(figures.QualityRules));
}

/// <summary>How many quality rules, each counted once a source, warn or fail.</summary>
/// <param name="Warn">Those that warn and have not failed.</param>
/// <param name="Fail">Those that have failed.</param>
internal sealed record RuleLevels(int Warn, int Fail)
{
    public static RuleLevels Of(IReadOnlyList<RuleFigures> rules) =>
        new(Count(rules, QualityLevel.Warn), Count(rules, QualityLevel.Fail));

    private static int Count(IReadOnlyList<RuleFigures> rules, QualityLevel level)
    {
        var name = QualityNames.NameOf(level);
        return rules.Count(rule => rule.Level == name);
    }
}
