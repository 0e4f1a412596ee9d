namespace StreamReco.StreamHost.Search;

/// <summary>
/// The lists that cursors point to, the newest within the bounds of memory and age. Lists leave in the order in which they
/// came, so age and memory need one queue. Safe from any thread.
/// </summary>
/// <param name="bytesMax">Memory of all lists.</param>
/// <param name="ttl">How long a list stays.</param>
/// <param name="time">The clock.</param>
internal sealed class PinnedLists(long bytesMax, TimeSpan ttl, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, PinnedList> _lists = new(StringComparer.Ordinal);
    private readonly Queue<(string SearchId, long At)> _order = new();
    private long _bytes;

    /// <summary>Lists that are held.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _lists.Count;
            }
        }
    }

    /// <summary>Keeps a list under its search id.</summary>
    public void Add(PinnedList list)
    {
        lock (_lock)
        {
            DropOld();
            if (_lists.TryAdd(list.Head.SearchId, list))
            {
                _order.Enqueue((list.Head.SearchId, time.GetTimestamp()));
                _bytes += list.Bytes;
            }

            while (_bytes > bytesMax && _lists.Count > 1)
            {
                Drop();
            }
        }
    }

    /// <summary>A list that is still held; null for one that is not.</summary>
    public PinnedList? Find(string searchId)
    {
        lock (_lock)
        {
            DropOld();
            return _lists.GetValueOrDefault(searchId);
        }
    }

    private void DropOld()
    {
        while (_order.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At) >= ttl)
        {
            Drop();
        }
    }

    private void Drop()
    {
        var (id, _) = _order.Dequeue();
        _lists.Remove(id, out var list);
        _bytes -= list!.Bytes;
    }
}
