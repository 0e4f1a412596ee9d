using StreamReco.Models.Binary;
using StreamReco.Stages.Ports;

namespace StreamReco.Stages.State;

/// <summary>
/// Whose earlier clicks a shard passes over. Part of its state, so that every repeat passes the same ones over. A mark
/// lasts until no click that it covers can be applied any more: its offset has been folded, and what was made before it
/// is late.
/// </summary>
public sealed class ErasedUsers
{
    private readonly SortedDictionary<string, ErasureMark> _marks = new(StringComparer.Ordinal);
    private long _lastOffset = -1;
    private long _lastMs = long.MinValue;

    public int Count => _marks.Count;

    /// <summary>Whether any mark may still cover a click; the cheap question before a hash is made.</summary>
    /// <param name="offset">The click's offset.</param>
    /// <param name="lateMs">Events before this time are rejected as late, Unix milliseconds.</param>
    public bool MayCover(long offset, long lateMs) => _marks.Count > 0 && (offset < _lastOffset || lateMs <= _lastMs);

    /// <summary>The mark of a user, if there is one that may still cover a click.</summary>
    /// <inheritdoc cref="MayCover"/>
    public bool TryFind(string hash, long offset, long lateMs, out ErasureMark mark) =>
        _marks.TryGetValue(hash, out mark) && (offset < mark.Offset || lateMs <= mark.AtMs);

    /// <summary>The mark of a user, whether or not it may still cover a click; null for none.</summary>
    public ErasureMark? Find(string hash) => _marks.TryGetValue(hash, out var mark) ? mark : null;

    /// <summary>Remembers an erasure; a later one of the same user takes its place.</summary>
    public void Add(in ErasureMark mark)
    {
        _marks[mark.Hash] = mark;
        _lastOffset = Math.Max(_lastOffset, mark.Offset);
        _lastMs = Math.Max(_lastMs, mark.AtMs);
    }

    /// <summary>Forgets the marks that cover no click any more.</summary>
    /// <param name="offset">Everything before it has been folded.</param>
    /// <param name="lateMs">Events before this time are rejected as late, Unix milliseconds.</param>
    public void Prune(long offset, long lateMs)
    {
        ErasureMark[] kept = [.. _marks.Values.Where(mark => mark.Offset > offset || mark.AtMs >= lateMs)];
        if (kept.Length == _marks.Count)
        {
            return;
        }

        _marks.Clear();
        (_lastOffset, _lastMs) = (-1, long.MinValue);
        foreach (var mark in kept)
        {
            Add(mark);
        }
    }

    internal void Write(StateWriter writer)
    {
        writer.Unsigned((ulong)_marks.Count);
        foreach (var mark in _marks.Values)
        {
            writer.Text(mark.Hash);
            writer.Signed(mark.Offset);
            writer.Signed(mark.AtMs);
        }
    }

    internal void Restore(ref StateReader reader)
    {
        for (var left = reader.Count(100_000_000); left > 0; left--)
        {
            Add(new ErasureMark(reader.Text(), reader.Signed(), reader.Signed()));
        }
    }
}
