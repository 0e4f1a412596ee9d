using StreamReco.Stages.Scoring;

namespace StreamReco.StreamHost.Serving;

/// <summary>
/// How the batchers of one stage do together: those of every model that a node has loaded. Holds none of them: what a
/// forgotten model had done when it was last looked at stays counted. Thread-safe.
/// </summary>
internal sealed class BatcherSums : IBatcherCounts
{
    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];

    /// <summary>Whether any model has this stage.</summary>
    public bool HasAny => _entries.Count > 0;

    /// <inheritdoc/>
    public string Provider { get; private set; } = "";

    /// <summary>Users that wait at the fullest of them.</summary>
    public int Waiting => Over(counts => counts.Max(one => one.Waiting));

    /// <summary>Users that may wait at one of them.</summary>
    public int Capacity => Over(counts => counts.Max(one => one.Capacity));

    /// <inheritdoc/>
    public long Batches => Sum(entry => entry.Batches);

    /// <inheritdoc/>
    public long Scored => Sum(entry => entry.Scored);

    /// <summary>Counts a batcher, too.</summary>
    public void Add(IBatcherCounts batcher)
    {
        lock (_lock)
        {
            _entries.Add(new Entry(batcher));
            Provider = batcher.Provider;
        }
    }

    private int Over(Func<List<IBatcherCounts>, int> of)
    {
        lock (_lock)
        {
            List<IBatcherCounts> alive = [.. _entries.Select(entry => entry.Batcher).OfType<IBatcherCounts>()];
            return alive.Count > 0 ? of(alive) : 0;
        }
    }

    private long Sum(Func<Entry, long> of)
    {
        lock (_lock)
        {
            _entries.ForEach(entry => entry.Look());
            return _entries.Sum(of);
        }
    }

    private sealed class Entry(IBatcherCounts batcher)
    {
        private readonly WeakReference<IBatcherCounts> _batcher = new(batcher);

        public IBatcherCounts? Batcher => _batcher.TryGetTarget(out var target) ? target : null;

        public long Batches { get; private set; }

        public long Scored { get; private set; }

        public void Look() => (Batches, Scored) = Batcher is { } counts ? (counts.Batches, counts.Scored) : (Batches, Scored);
    }
}
