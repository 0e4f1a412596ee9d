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
    public ref readonly RecentItem this[int i] => ref _ring[(_start + i) % _ring.Length];

    public void Add(in RecentItem item)
    {
        if (Count == Capacity)
        {
            _ring[_start] = item;
            _start = (_start + 1) % _ring.Length;
            Dropped++;
            return;
        }

        if (Count == _ring.Length)
        {
            Grow();
        }

        _ring[(_start + Count) % _ring.Length] = item;
        Count++;
    }

    /// <summary>Copies the newest interactions by event time, newest first; equal times by applied order.</summary>
    /// <returns>How many were written: min(<see cref="Count"/>, the span's length).</returns>
    public int CopyNewestFirst(Span<RecentItem> target)
    {
        var length = 0;
        for (var i = Count - 1; i >= 0; i--)
        {
            length = InsertByTime(target, length, this[i]);
        }

        return length;
    }

    /// <summary>Finds the rows of all items in another model.</summary>
    internal void Reindex(ItemSpace items)
    {
        foreach (ref var item in _ring.AsSpan(0, Count))
        {
            item = item with { Index = items.IndexOf(item.ItemId) };
        }
    }

    internal void Restore(long dropped) => Dropped = dropped;

    /// <summary>Forgets everything; the memory stays.</summary>
    internal void Clear() => (_start, Count, Dropped) = (0, 0, 0);

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
