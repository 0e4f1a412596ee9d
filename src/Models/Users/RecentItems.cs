using StreamReco.Models.Items;

namespace StreamReco.Models.Users;

/// <summary>
/// The last interactions of a user, oldest first, in the order in which they were applied (the partition's order);
/// at most <see cref="Capacity"/>. Event-time order is made on reading, because a late event is applied late.
/// </summary>
public sealed class RecentItems(int capacity)
{
    private RecentItem[] _ring = [];
    private int _start;

    public int Capacity { get; } = capacity;

    public int Count { get; private set; }

    /// <summary>Interactions that fell off the end; 0 means that this is the whole history.</summary>
    public long Dropped { get; private set; }

    /// <summary>Element <paramref name="i"/> in applied order, 0 the oldest.</summary>
    public ref readonly RecentItem this[int i] => ref _ring[PlaceOf(i)];

    public void Add(in RecentItem item)
    {
        if (Count == Capacity)
        {
            _ring[_start] = item;
            _start = PlaceOf(1);
            Dropped++;
            return;
        }

        if (Count == _ring.Length)
        {
            Grow();
        }

        _ring[PlaceOf(Count)] = item;
        Count++;
    }

    /// <summary>Copies the newest interactions by event time, newest first; equal times by applied order.</summary>
    /// <returns>How many were written: min(<see cref="Count"/>, the span's length).</returns>
    public int CopyNewestFirst(Span<RecentItem> target)
    {
        var length = 0;
        for (var i = Count - 1; i >= 0; i--)
        {
            ref readonly var item = ref this[i];
            if (length < target.Length && (length == 0 || target[length - 1].TimeMs >= item.TimeMs))
            {
                target[length++] = item; // as almost all come
            }
            else
            {
                length = InsertByTime(target, length, item);
            }
        }

        return length;
    }

    /// <summary>
    /// Takes the interactions of another id of the same person in: the union by time, type and item, by rising time, the newest
    /// <see cref="Capacity"/>. What stands in both counts once: it is the same event.
    /// </summary>
    internal void Unite(RecentItems other)
    {
        var (mine, theirs) = (Sorted(), other.Sorted());
        var all = new List<RecentItem>(mine.Length + theirs.Length);
        for (int i = 0, j = 0; i < mine.Length || j < theirs.Length;)
        {
            var order = i == mine.Length ? 1 : j == theirs.Length ? -1 : Compare(mine[i], theirs[j]);
            all.Add(order <= 0 ? mine[i] : theirs[j]);
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        var dropped = Dropped + other.Dropped;
        Clear();
        foreach (var item in all)
        {
            Add(item);
        }

        Dropped += dropped;
    }

    private RecentItem[] Sorted()
    {
        var items = new RecentItem[Count];
        for (var i = 0; i < Count; i++)
        {
            items[i] = this[i];
        }

        Array.Sort(items, Compare);
        return items;
    }

    private static int Compare(RecentItem one, RecentItem other) => one.TimeMs != other.TimeMs ? one.TimeMs.CompareTo(other.TimeMs)
        : one.Type != other.Type ? one.Type.CompareTo(other.Type) : string.CompareOrdinal(one.ItemId, other.ItemId);

    /// <summary>Finds the rows of all items in another model.</summary>
    internal void Reindex(ItemSpace items)
    {
        foreach (ref var item in _ring.AsSpan(0, Count))
        {
            item = item with { Index = items.IndexOf(item.ItemId) };
        }
    }

    /// <summary>Reads the places of the next and the last interaction; see <see cref="UserState.Touch"/>.</summary>
    internal int Touch() => _ring.Length == 0 ? 0 : (int)_ring[^1].TimeMs + (int)_ring[_start].TimeMs;

    internal void Restore(long dropped) => Dropped = dropped;

    /// <summary>Forgets everything; the memory stays.</summary>
    internal void Clear() => (_start, Count, Dropped) = (0, 0, 0);

    /// <summary>Where element <paramref name="i"/> lies; below the ring's length, so that one step around is enough.</summary>
    private int PlaceOf(int i)
    {
        var place = _start + i;
        return place < _ring.Length ? place : place - _ring.Length;
    }

    private static int InsertByTime(Span<RecentItem> target, int length, in RecentItem item)
    {
        var at = length;
        while (at > 0 && target[at - 1].TimeMs < item.TimeMs)
        {
            at--;
        }

        if (at == target.Length)
        {
            return length;
        }

        var kept = Math.Min(length, target.Length - 1);
        target[at..kept].CopyTo(target[(at + 1)..]);
        target[at] = item;
        return kept + 1;
    }

    private void Grow()
    {
        var larger = new RecentItem[Math.Min(Capacity, Math.Max(4, _ring.Length * 2))];
        for (var i = 0; i < Count; i++)
        {
            larger[i] = this[i];
        }

        _ring = larger;
        _start = 0;
    }
}
