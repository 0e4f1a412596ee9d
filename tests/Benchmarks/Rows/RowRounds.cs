namespace StreamReco.Benchmarks.Rows;

/// <summary>The rounds of one row, and what the report says of them.</summary>
internal sealed class RowRounds(RowName name)
{
    /// <summary>The rate whose latencies stand in the row itself, clicks/s.</summary>
    public const int LatencyRate = 5_000;

    private readonly List<RowFigures> _rounds = [];

    public RowName Name => name;

    /// <summary>Why the row was not run; null where it was.</summary>
    public string? Skipped { get; set; }

    public void Add(RowFigures figures) => _rounds.Add(figures);

    /// <summary>The medians of the rounds.</summary>
    public ReportRow ToRow()
    {
        var latency = Latencies().FirstOrDefault(one => one.Rate == LatencyRate);
        return new ReportRow(
            name.ToString(),
            Median(round => round.ClicksPerSecond, 0),
            Median(round => round.CpuMicroseconds, 2),
            Median(round => round.BrokerMicroseconds, 2),
            Median(round => round.BytesPerClick, 0),
            Median(round => round.AnsweredShare, 3),
            latency?.P50,
            latency?.P99);
    }

    public RowDetail ToDetail() => new(
        name.ToString(),
        Sorted(round => round.CpuMicroseconds).Select(Nullable).FirstOrDefault(),
        Sorted(round => round.CpuMicroseconds).Select(Nullable).LastOrDefault(),
        Sorted(round => round.ClicksPerSecond).Select(Nullable).FirstOrDefault(),
        Sorted(round => round.ClicksPerSecond).Select(Nullable).LastOrDefault(),
        Latencies(),
        Skipped);

    private IReadOnlyList<RateLatency> Latencies() =>
        _rounds.Select(round => round.Latencies).LastOrDefault(found => found.Count > 0) ?? [];

    private double? Median(Func<RowFigures, double?> figure, int digits)
    {
        var sorted = Sorted(figure);
        return sorted.Length == 0 ? null : Math.Round(sorted[sorted.Length / 2], digits);
    }

    private double[] Sorted(Func<RowFigures, double?> figure) => [.. _rounds.Select(figure).OfType<double>().Order()];

    private static double? Nullable(double value) => value;
}
