namespace StreamReco.Stages.Metrics;

/// <summary>Percentiles of what a histogram counted since the last look. One reader.</summary>
public sealed class LatencyWindow(LatencyHistogram histogram)
{
    private readonly long[] _before = new long[LatencyHistogram.BucketCount];
    private readonly long[] _now = new long[LatencyHistogram.BucketCount];
    private readonly long[] _window = new long[LatencyHistogram.BucketCount];

    /// <summary>Durations counted in the window.</summary>
    public long Count { get; private set; }

    /// <summary>Begins the next window; the percentiles are those of the one that ends.</summary>
    public void Advance()
    {
        histogram.CopyTo(_now);
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
