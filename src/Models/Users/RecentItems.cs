using StreamReco.Models.Binary;
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

    /// <summary>The interactions as they are stored, where <see cref="_hasPacked"/>.</summary>
    private PackedHistory? _packed;
    private bool _hasPacked;

    /// <summary>Says how to read them, until somebody has looked: then the ring holds them too.</summary>
    private IHistoryItems? _items;

    public int Capacity { get; } = capacity;

    public int Count { get; private set; }

    /// <summary>Interactions that fell off the end; 0 means that this is the whole history.</summary>
    public long Dropped { get; private set; }

    /// <summary>Event time of the one that was applied last, Unix milliseconds.</summary>
    internal long LastMs => Count == 0 ? 0 : _hasPacked ? _packed!.LastMs : _ring[PlaceOf(Count - 1)].TimeMs;

    /// <summary>Whether rows of the model are noted: of a history that is packed they are found when it is read.</summary>
    internal bool HasRows => _items is null;

    /// <summary>Element <paramref name="i"/> in applied order, 0 the oldest.</summary>
    public ref readonly RecentItem this[int i]
    {
        get
        {
            Read();
            return ref _ring[PlaceOf(i)];
        }
    }

    public void Add(in RecentItem item)
    {
        var isFull = Count == Capacity;
        if (_hasPacked)
        {
            AddPacked(item, isFull);
        }

        if (_items is null)
        {
            AddRead(item, isFull);
        }

        Count += isFull ? 0 : 1;
        Dropped += isFull ? 1 : 0;
    }

    private void AddPacked(in RecentItem item, bool isFull)
    {
        if (isFull)
        {
            _packed!.DropOldest();
        }

        _packed!.Add(item);
    }

    private void AddRead(in RecentItem item, bool isFull)
    {
        if (isFull)
        {
            _ring[_start] = item;
            _start = PlaceOf(1);
            return;
        }

        if (Count == _ring.Length)
        {
            Grow();
        }

        _ring[PlaceOf(Count)] = item;
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

    /// <summary>Takes in a history as it is stored; it is read once somebody looks.</summary>
    /// <param name="reader">Stands on the first interaction.</param>
    /// <param name="count">How many there are; of more than the capacity the newest stay.</param>
    /// <param name="baseMs">What the time of the first one counts from, Unix milliseconds.</param>
    /// <param name="end">Where they end, if it is known.</param>
    /// <param name="items">Reads them, by the model whose rows they are to have.</param>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    internal void ReadPacked(ref StateReader reader, int count, long baseMs, HistoryEnd end, IHistoryItems items)
    {
        Clear();
        (_packed, _hasPacked, _items) = (_packed ?? new PackedHistory(), true, items);
        _packed.Read(ref reader, count, baseMs, end);
        for (Count = count; Count > Capacity; Count--)
        {
            _packed.DropOldest();
            Dropped++;
        }
    }

    /// <summary>The longest that <see cref="Write"/> writes.</summary>
    internal int BytesMax()
    {
        if (_hasPacked)
        {
            return _packed!.BytesMax;
        }

        var bytes = 0;
        for (var i = 0; i < Count; i++)
        {
            bytes += SpanWriter.TextBytesMax(_ring[PlaceOf(i)].ItemId.Length) + SpanWriter.NumberBytesMax + 1;
        }

        return bytes;
    }

    /// <summary>Writes the interactions, oldest first.</summary>
    /// <param name="writer">Takes them.</param>
    /// <param name="baseMs">What the time of the first one counts from, Unix milliseconds.</param>
    internal void Write(ref SpanWriter writer, long baseMs)
    {
        if (_hasPacked)
        {
            _packed!.Write(ref writer, baseMs);
            return;
        }

        for (var i = 0; i < Count; i++)
        {
            ref readonly var item = ref _ring[PlaceOf(i)];
            writer.Text(item.ItemId);
            writer.Signed(item.TimeMs - baseMs);
            writer.Byte((byte)item.Type);
            baseMs = item.TimeMs;
        }
    }

    private void Read()
    {
        if (_items is null)
        {
            return;
        }

        if (_ring.Length < Count)
        {
            _ring = new RecentItem[Math.Min(Capacity, Math.Max(4, Count + (Count / 2)))];
        }

        _packed!.CopyTo(_items, _ring);
        (_start, _items) = (0, null); // which holds on to a model
    }

    /// <summary>Finds the rows of all items in another model.</summary>
    internal void Reindex(ItemSpace items)
    {
        Read();
        foreach (ref var item in _ring.AsSpan(0, Count))
        {
            item = item with { Index = items.IndexOf(item.ItemId) };
        }
    }

    /// <summary>Reads the places of the next and the last interaction; see <see cref="UserState.Touch"/>.</summary>
    internal int Touch() => (_hasPacked ? _packed!.Touch() : 0)
        + (_items is null && _ring.Length > 0 ? (int)_ring[^1].TimeMs + (int)_ring[_start].TimeMs : 0);

    internal void Restore(long dropped) => Dropped = dropped;

    /// <summary>Forgets everything; the memory stays.</summary>
    internal void Clear()
    {
        (_start, Count, Dropped) = (0, 0, 0);
        (_items, _hasPacked) = (null, false);
    }

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
