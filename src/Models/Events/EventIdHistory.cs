using StreamReco.Models.Binary;

namespace StreamReco.Models.Events;

/// <summary>
/// The hashes of the last <see cref="Capacity"/> event ids that were applied for a user: the horizon of
/// de-duplication. A ring that grows with the user, scanned linearly: a handful of cache lines at most.
/// </summary>
public sealed class EventIdHistory(int capacity)
{
    /// <summary>More are not believed.</summary>
    private const int CountMax = 1 << 20;

    private ulong[] _ring = [];
    private int _next;

    public int Capacity { get; } = capacity;

    public int Count { get; private set; }

    public bool Contains(ulong hash) => _ring.AsSpan(0, Count).Contains(hash);

    public void Add(ulong hash)
    {
        if (Count == _ring.Length && Count < Capacity)
        {
            Array.Resize(ref _ring, Math.Min(Capacity, Math.Max(4, Count * 2)));
        }

        _ring[_next] = hash;
        Count = Math.Max(Count, _next + 1);
        _next = _next + 1 == Capacity ? 0 : _next + 1;
    }

    /// <summary>
    /// Takes the hashes of another id of the same person in, each once. Nobody knows how those of the two lie in time: they are taken
    /// in turn from the newest on, so that of both the newest stay.
    /// </summary>
    internal void Unite(EventIdHistory other)
    {
        Span<ulong> mine = new ulong[Count];
        Span<ulong> theirs = new ulong[other.Count];
        CopyOldestFirst(mine);
        other.CopyOldestFirst(theirs);
        var newest = new List<ulong>(mine.Length + theirs.Length);
        var seen = new HashSet<ulong>(newest.Capacity);
        for (var back = 1; back <= Math.Max(mine.Length, theirs.Length); back++)
        {
            var one = back <= mine.Length ? mine[^back] : theirs[^back];
            var two = back <= theirs.Length ? theirs[^back] : one;
            foreach (var hash in (ReadOnlySpan<ulong>)[Math.Max(one, two), Math.Min(one, two)])
            {
                if (seen.Add(hash) && newest.Count < Capacity)
                {
                    newest.Add(hash);
                }
            }
        }

        Clear();
        for (var i = newest.Count - 1; i >= 0; i--)
        {
            Add(newest[i]);
        }
    }

    /// <summary>Reads a byte of each cache line, see <see cref="Users.UserState.Touch"/>.</summary>
    internal int Touch()
    {
        var sum = 0;
        for (var i = 0; i < Count; i += 8)
        {
            sum += (int)_ring[i];
        }

        return sum;
    }

    /// <summary>Forgets everything; the memory stays.</summary>
    internal void Clear() => (_next, Count) = (0, 0);

    /// <summary>Copies the hashes, oldest first.</summary>
    public void CopyOldestFirst(Span<ulong> target)
    {
        Older.CopyTo(target);
        Newer.CopyTo(target[Older.Length..]);
    }

    /// <summary>Writes the hashes, oldest first, with their number in front.</summary>
    internal void Write(ref SpanWriter writer)
    {
        writer.Unsigned((ulong)Count);
        writer.Fixed64s(Older);
        writer.Fixed64s(Newer);
    }

    /// <summary>Takes in what <see cref="Write"/> wrote; of more than the capacity the newest.</summary>
    internal void Read(ref StateReader reader)
    {
        var count = reader.Count(CountMax);
        reader.Bytes(Math.Max(0, count - Capacity) * sizeof(ulong));
        Count = Math.Min(count, Capacity);
        _next = Count == Capacity ? 0 : Count;
        if (_ring.Length < Count)
        {
            _ring = new ulong[Math.Min(Capacity, Math.Max(4, Count + (Count / 2)))];
        }

        reader.Fixed64s(_ring.AsSpan(0, Count));
    }

    /// <summary>The hashes up to the end of the ring, oldest first; <see cref="Newer"/> go on.</summary>
    private ReadOnlySpan<ulong> Older => Count < Capacity ? _ring.AsSpan(0, Count) : _ring.AsSpan(_next);

    private ReadOnlySpan<ulong> Newer => Count < Capacity ? [] : _ring.AsSpan(0, _next);
}
