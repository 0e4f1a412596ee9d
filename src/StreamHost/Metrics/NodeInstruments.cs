using System.Diagnostics.Metrics;

namespace StreamReco.StreamHost.Metrics;

/// <summary>
/// The meter of a node, and those of its instruments that are recorded as things happen. The others are read from the
/// figures of the last second. Thread-safe.
/// </summary>
internal sealed class NodeInstruments : IDisposable
{
    private readonly Histogram<double> _inference;
    private readonly Histogram<double> _queries;
    private readonly Histogram<double> _handOvers;

    public NodeInstruments()
    {
        Meter = new Meter(MetricCatalogue.Source);
        Totals = new HistogramTotals(Meter);
        AnswerLatency = Make(MetricCatalogue.Latency);
        CommitLatency = Make(MetricCatalogue.CommitLatency);
        _inference = Make(MetricCatalogue.InferenceLatency);
        _queries = Make(MetricCatalogue.QueryLatency);
        _handOvers = Make(MetricCatalogue.HandOvers);
        ApiLatency = Make(MetricCatalogue.ApiLatency);
    }

    public Meter Meter { get; }

    /// <summary>What the histograms have taken in.</summary>
    public HistogramTotals Totals { get; }

    /// <summary>From Kafka's timestamp of a click to the commit of its answer, seconds.</summary>
    public Histogram<double> AnswerLatency { get; }

    /// <summary>A commit of a partition, seconds.</summary>
    public Histogram<double> CommitLatency { get; }

    /// <summary>An API request, seconds.</summary>
    public Histogram<double> ApiLatency { get; }

    /// <summary>A call of the model.</summary>
    /// <param name="stage"><c>score</c>, <c>rank</c> or <c>search</c>.</param>
    /// <param name="elapsed">How long it took.</param>
    public void RecordInference(string stage, TimeSpan elapsed) =>
        _inference.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("stage", stage));

    /// <summary>A question about a user.</summary>
    /// <param name="isLocal">Whether this node owns the user's partition.</param>
    /// <param name="elapsed">From the question to its answer, or until it was given up.</param>
    public void RecordQuery(bool isLocal, TimeSpan elapsed) =>
        _queries.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("owner", isLocal ? "local" : "remote"));

    /// <summary>A partition is live at another node.</summary>
    /// <param name="cause"><c>planned</c> or <c>lost</c>.</param>
    /// <param name="elapsed">How long it was without a live owner.</param>
    public void RecordHandOver(string cause, TimeSpan elapsed) =>
        _handOvers.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("cause", cause));

    public void Dispose()
    {
        Totals.Dispose();
        Meter.Dispose();
    }

    private Histogram<double> Make(Metric metric)
    {
        var histogram = Meter.CreateHistogram(
            metric.Name, metric.Unit, metric.Help, tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = metric.Buckets });
        foreach (var value in metric.Values)
        {
            Totals.Open(histogram, new KeyValuePair<string, object?>(metric.Labels[0], value));
        }

        return histogram;
    }
}
