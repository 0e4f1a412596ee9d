namespace StreamReco.StreamHost.Metrics;

/// <summary>
/// Upper bounds of the buckets of histograms, seconds. The bounds that people ask about are among them, so that the share
/// within such a bound is exact: 1 and 10 ms for queries, 1.5, 6, 10 and 30 s for hand-overs.
/// </summary>
internal static class MetricBuckets
{
    /// <summary>From a click to its answer, and HTTP requests.</summary>
    public static IReadOnlyList<double> Latency { get; } =
        [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    /// <summary>Work within the process or between two nodes.</summary>
    public static IReadOnlyList<double> Short { get; } =
        [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

    /// <summary>How long a partition is without a live owner.</summary>
    public static IReadOnlyList<double> HandOver { get; } = [0.1, 0.25, 0.5, 1, 1.5, 2.5, 4, 6, 8, 10, 15, 30, 60];
}
