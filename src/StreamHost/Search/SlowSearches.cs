namespace StreamReco.StreamHost.Search;

/// <summary>A search that took long.</summary>
/// <param name="Hash">Of the query, see <see cref="Models.Search.Counts.QueryHasher"/>: its text may be a name.</param>
/// <param name="Millis">How long it took.</param>
/// <param name="At">When.</param>
internal readonly record struct SlowSearch(ulong Hash, double Millis, DateTimeOffset At);

/// <summary>The slowest searches of a node since its start. Safe from any thread.</summary>
internal sealed class SlowSearches
{
    private const int Most = 100;

    private readonly Lock _lock = new();
    private readonly PriorityQueue<SlowSearch, double> _slowest = new();
    private double _least;

    /// <summary>Whether a search is among the slowest.</summary>
    public bool Takes(double millis) => _slowest.Count < Most || millis > Volatile.Read(ref _least);

    /// <summary>Takes a search.</summary>
    public void Add(SlowSearch search)
    {
        lock (_lock)
        {
            _slowest.Enqueue(search, search.Millis);
            while (_slowest.Count > Most)
            {
                _slowest.Dequeue();
            }

            Volatile.Write(ref _least, _slowest.Peek().Millis);
        }
    }

    /// <summary>The slowest first.</summary>
    public IReadOnlyList<SlowSearch> List()
    {
        lock (_lock)
        {
            return [.. _slowest.UnorderedItems.Select(item => item.Element).OrderByDescending(search => search.Millis)];
        }
    }
}
