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
    private long _goneBatches;
    private long _goneScored;
    private volatile bool _hasAny;

    /// <summary>Whether any model has this stage, or had it.</summary>
    public bool HasAny => _hasAny;

    /// <summary>Batchers that are not known to be gone.</summary>
    internal int Known => _entries.Count;

    /// <inheritdoc/>
    public string Provider { get; private set; } = "";

    /// <summary>Users that wait at the fullest of them.</summary>
    public int Waiting => Over(counts => counts.Max(one => one.Waiting));

    /// <summary>Users that may wait at one of them.</summary>
    public int Capacity => Over(counts => counts.Max(one => one.Capacity));

    /// <inheritdoc/>
    public long Batches => Look().Batches;

    /// <inheritdoc/>
    public long Scored => Look().Scored;

    /// <summary>Counts a batcher, too.</summary>
    public void Add(IBatcherCounts batcher)
    {
        lock (_lock)
        {
            _entries.Add(new Entry(batcher));
            Provider = batcher.Provider;
            _hasAny = true;
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

    /// <summary>All that was done; the counts of batchers that are gone are added up, and their entries go with them.</summary>
    private (long Batches, long Scored) Look()
    {
        lock (_lock)
        {
            _entries.ForEach(entry => entry.Look());
            foreach (var gone in _entries.Where(entry => entry.IsGone))
            {
                _goneBatches += gone.Batches;
                _goneScored += gone.Scored;
            }

            _entries.RemoveAll(entry => entry.IsGone);
            return (_goneBatches + _entries.Sum(entry => entry.Batches), _goneScored + _entries.Sum(entry => entry.Scored));
        }
    }

    private sealed class Entry(IBatcherCounts batcher)
    {
        private readonly WeakReference<IBatcherCounts> _batcher = new(batcher);

        public IBatcherCounts? Batcher => _batcher.TryGetTarget(out var target) ? target : null;

        public long Batches { get; private set; }

        public long Scored { get; private set; }

        /// <summary>Whether it was gone when it was last looked at.</summary>
        public bool IsGone { get; private set; }

        public void Look()
        {
            if (Batcher is { } counts)
            {
                (Batches, Scored) = (counts.Batches, counts.Scored);
            }
            else
            {
                IsGone = true;
            }
        }
    }
}
