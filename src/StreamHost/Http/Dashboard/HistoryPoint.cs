using StreamReco.StreamHost.Sampling;

namespace StreamReco.StreamHost.Http.Dashboard;

/// <summary>One second of a node, as the charts draw it: rates a second, latency in milliseconds.</summary>
internal sealed record HistoryPoint(
    DateTimeOffset At, Tally Rates, LatencyFigures LatencyMs, long? Lag, IReadOnlyList<QualityFigures> Quality)
{
    public static HistoryPoint Of(NodeFigures figures) =>
        new(figures.At, figures.Rates, figures.LatencyMs, figures.Lag, figures.Quality);
}
