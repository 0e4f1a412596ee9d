using System.Collections.Concurrent;

namespace StreamReco.StreamHost.Metrics;

/// <summary>
/// What one histogram has taken in, by the value of its label. A record costs the search for its bucket and two atomic
/// additions; nothing is allocated once a label's value has come up. Thread-safe.
/// </summary>
/// <param name="bounds">Upper bounds of the buckets, ascending, each part of its bucket; a last one without bound follows.</param>
internal sealed class HistogramTotal(IReadOnlyList<double> bounds)
{
    private const double NanosPerSecond = 1e9;

    private readonly double[] _bounds = [.. bounds];
    private readonly Series _plain = new(new KeyValuePair<string, object?>("", null), bounds.Count + 1);
    private readonly ConcurrentDictionary<string, Series> _labelled = new(StringComparer.Ordinal);

    /// <summary>Upper bounds of the buckets but the last.</summary>
    public IReadOnlyList<double> Bounds => _bounds;

    /// <summary>Takes a value in.</summary>
    /// <param name="value">Seconds; a negative value (clocks that disagree) counts as zero.</param>
    /// <param name="tags">The label, or none.</param>
    /// <exception cref="ArgumentException">There is more than one label.</exception>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        value = Math.Max(0, value);
        var at = Array.BinarySearch(_bounds, value);
        SeriesOf(tags).Add(at < 0 ? ~at : at, (long)(value * NanosPerSecond));
    }

    /// <summary>Shows a value of the label, with counts of 0.</summary>
    public void Open(KeyValuePair<string, object?> label) => SeriesOf([label]);

    /// <summary>The counts as they are now: one for each value of the label, or one without a label.</summary>
    public IReadOnlyList<HistogramCounts> Read() =>
        _labelled.IsEmpty ? [_plain.Read()]
            : [.. _labelled.OrderBy(series => series.Key, StringComparer.Ordinal).Select(series => series.Value.Read())];

    private Series SeriesOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            return _plain;
        }

        if (tags.Length > 1 || tags[0].Value is not string value)
        {
            throw new ArgumentException("A histogram has one label at most, with a text as its value.", nameof(tags));
        }

        return _labelled.TryGetValue(value, out var series)
            ? series : _labelled.GetOrAdd(value, new Series(tags[0], _bounds.Length + 1));
    }

    private sealed class Series(KeyValuePair<string, object?> label, int buckets)
    {
        private readonly long[] _counts = new long[buckets];
        private long _nanos;

        public void Add(int bucket, long nanos)
        {
            Interlocked.Increment(ref _counts[bucket]);
            Interlocked.Add(ref _nanos, nanos);
        }

        /// <summary>The count is the sum of the buckets, so that both agree while others record.</summary>
        public HistogramCounts Read()
        {
            var cumulative = new long[_counts.Length];
            long sum = 0;
            for (var bucket = 0; bucket < cumulative.Length; bucket++)
            {
                cumulative[bucket] = sum += Interlocked.Read(ref _counts[bucket]);
            }

            return new HistogramCounts(label, cumulative, Interlocked.Read(ref _nanos) / NanosPerSecond);
        }
    }
}

/// <summary>Counts of a histogram at one moment.</summary>
/// <param name="Label">Name and value of the label; an empty name where there is none.</param>
/// <param name="Cumulative">Values up to each bound; the last counts all.</param>
/// <param name="Sum">Of the values, seconds.</param>
internal sealed record HistogramCounts(KeyValuePair<string, object?> Label, IReadOnlyList<long> Cumulative, double Sum)
{
    /// <summary>How many values there were.</summary>
    public long Count => Cumulative[^1];
}
