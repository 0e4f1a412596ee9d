using StreamReco.Models.Search.Ranking;

namespace StreamReco.StreamHost.Search;

/// <summary>
/// The lists that cursors point to, the newest within the bounds of memory and age. Lists leave in the order in which they
/// came, so age and memory need one queue. The memory of a list that left serves the next one: a node that searches all the time
/// allocates none. Safe from any thread.
/// </summary>
/// <param name="bytesMax">Memory of all lists.</param>
/// <param name="ttl">How long a list stays.</param>
/// <param name="time">The clock.</param>
internal sealed class PinnedLists(long bytesMax, TimeSpan ttl, TimeProvider time)
{
    /// <summary>Memory of lists that left and is kept for the next: where age is the bound, several leave at once.</summary>
    private const int SpareMax = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (PinnedList List, ListItems Items)> _lists = new(StringComparer.Ordinal);
    private readonly Queue<(string SearchId, long At)> _order = new();
    private readonly Stack<ListItems> _spare = new();
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

    /// <summary>Keeps a list under its <see cref="ListHead.ListId"/>.</summary>
    /// <param name="list">The list.</param>
    /// <param name="found">Its items; lent for the call.</param>
    public void Add(PinnedList list, IReadOnlyList<FoundItem> found)
    {
        lock (_lock)
        {
            DropOld();
            while (_bytes + list.Bytes > bytesMax && _lists.Count > 0)
            {
                Drop();
            }

            var items = _spare.TryPop(out var spare) ? spare : new ListItems();
            items.Fill(found);
            if (_lists.TryAdd(list.Head.ListId, (list, items)))
            {
                _order.Enqueue((list.Head.ListId, time.GetTimestamp()));
                _bytes += list.Bytes;
            }
        }
    }

    /// <summary>A page of a list; null where it is no longer held, or answers another search.</summary>
    /// <param name="listId">See <see cref="ListHead.ListId"/>.</param>
    /// <param name="request">See <see cref="PinnedList.Request"/>.</param>
    /// <param name="start">Items before the page.</param>
    /// <param name="size">Items of the page.</param>
    public FoundPage? Cut(string listId, ulong request, int start, int size)
    {
        lock (_lock)
        {
            DropOld();
            return _lists.TryGetValue(listId, out var held) && held.List.Request == request
                ? new FoundPage(held.List, Math.Min(start, held.List.Count), held.Items.Cut(start, size), IsRestarted: false)
                : null;
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
        _lists.Remove(id, out var held);
        _bytes -= held.List.Bytes;
        if (_spare.Count < SpareMax)
        {
            _spare.Push(held.Items);
        }
    }
}
