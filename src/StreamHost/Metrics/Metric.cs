namespace StreamReco.StreamHost.Metrics;

/// <summary>Kinds of instruments, in OpenTelemetry's words.</summary>
internal enum MetricKind
{
    /// <summary>Only rises: an observable counter.</summary>
    Counter,

    /// <summary>Goes up and down: an observable gauge.</summary>
    Gauge,

    /// <summary>Counts durations in explicit buckets, so that the counts of several nodes can be added.</summary>
    Histogram,
}

/// <summary>A metric that the node publishes.</summary>
/// <param name="Name">OpenTelemetry's name, with dots.</param>
/// <param name="Kind">Counter, gauge or histogram.</param>
/// <param name="Unit">UCUM, as OpenTelemetry has it: <c>s</c>, <c>By</c>, <c>{record}</c>.</param>
/// <param name="Help">What it counts.</param>
/// <param name="Labels">Names of its attributes; a histogram has one at most.</param>
internal sealed record Metric(string Name, MetricKind Kind, string Unit, string Help, params string[] Labels)
{
    /// <summary>Upper bounds of a histogram's buckets in its unit, ascending, each part of its bucket; empty for other kinds.</summary>
    public IReadOnlyList<double> Buckets { get; init; } = [];

    /// <summary>Values of a histogram's label that are shown from the beginning, with counts of 0.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];
}
