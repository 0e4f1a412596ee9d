namespace StreamReco.Stages.Metrics;

/// <summary>Percentiles of what a histogram counted since the last look. One reader.</summary>
public sealed class LatencyWindow(LatencyHistogram histogram)
{
    private readonly long[] _before = new long[LatencyHistogram.BucketCount];
    private readonly long[] _now = new long[LatencyHistogram.BucketCount];
    private readonly long[] _window = new long[LatencyHistogram.BucketCount];

    private long _historyBefore;

    /// <summary>Durations counted in the window.</summary>
    public long Count { get; private set; }

    /// <summary>Of them, those that begin where a record was read, because it was old by then.</summary>
    public long OfHistory { get; private set; }

    /// <summary>Begins the next window; the percentiles are those of the one that ends.</summary>
    public void Advance()
    {
        histogram.CopyTo(_now);
        var history = histogram.OfHistory;
        (OfHistory, _historyBefore) = (history - _historyBefore, history);
        Count = 0;
        for (var bucket = 0; bucket < _now.Length; bucket++)
        {
            _window[bucket] = _now[bucket] - _before[bucket];
            _before[bucket] = _now[bucket];
            Count += _window[bucket];
        }
    }

    /// <inheritdoc cref="LatencyHistogram.PercentileMs(double)"/>
    public double PercentileMs(double share) => LatencyHistogram.PercentileMs(_window, Count, share);
}
