using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace StreamReco.StreamHost.Metrics;

/// <summary>
/// What the histograms of a meter have taken in since the process began, in the buckets that each instrument asks for.
/// Thread-safe.
/// </summary>
internal sealed class HistogramTotals : IDisposable
{
    private readonly ConcurrentQueue<(Instrument Instrument, HistogramTotal Total)> _totals = new();
    private readonly MeterListener _listener;

    /// <param name="meter">The meter; its histograms may come later.</param>
    public HistogramTotals(Meter meter)
    {
        _listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (ReferenceEquals(instrument.Meter, meter) && instrument is Histogram<double> histogram)
                {
                    var total = new HistogramTotal(histogram.Advice?.HistogramBucketBoundaries ?? []);
                    _totals.Enqueue((instrument, total));
                    self.EnableMeasurementEvents(instrument, total);
                }
            },
        };
        _listener.SetMeasurementEventCallback<double>(
            static (_, value, tags, total) => ((HistogramTotal)total!).Record(value, tags));
        _listener.Start();
    }

    /// <summary>Every histogram, in the order of their making.</summary>
    public IReadOnlyCollection<(Instrument Instrument, HistogramTotal Total)> All => _totals;

    /// <summary>Shows a value of a histogram's label from the beginning, with counts of 0: a rate needs a value before the first.</summary>
    public void Open(Instrument histogram, KeyValuePair<string, object?> label) =>
        _totals.First(one => ReferenceEquals(one.Instrument, histogram)).Total.Open(label);

    public void Dispose() => _listener.Dispose();
}
