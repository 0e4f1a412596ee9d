using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Search.Queries;

/// <summary>
/// The best rows of those that were offered, segment by segment: whole matches first, then by score, then by row. What cannot be
/// among them is refused by one comparison. Reused; for one thread.
/// </summary>
internal sealed class BestRows
{
    /// <summary>The bit above those of a score: a row with all words goes before any without.</summary>
    public const uint Whole = 1u << 31;

    private ulong[] _keys = [];
    private int _count;
    private ulong _floor;

    /// <summary>The most rows that are wanted.</summary>
    public int Size { get; private set; }

    /// <summary>The least that a row must have (<see cref="RankOf"/>) to be among the best, as far as is known.</summary>
    public uint Floor => (uint)(_floor >> 32);

    /// <summary>The rank of a row: rises with the score.</summary>
    /// <param name="score">Not below 0.</param>
    /// <param name="isWhole">Whether it has all words.</param>
    public static uint RankOf(float score, bool isWhole) => BitConverter.SingleToUInt32Bits(score) | (isWhole ? Whole : 0);

    /// <summary>Begins with none.</summary>
    /// <param name="size">The most that are wanted, at least 1.</param>
    public void Begin(int size)
    {
        (Size, _count, _floor) = (size, 0, 0);
        if (_keys.Length != 2 * size)
        {
            _keys = new ulong[2 * size];
        }
    }

    /// <summary>Says that as many rows as are wanted have at least a rank.</summary>
    public void Raise(uint rank) => _floor = Math.Max(_floor, (ulong)rank << 32);

    /// <summary>Takes a row of the segment if it may be among the best.</summary>
    public void Offer(uint rank, int row)
    {
        var key = ((ulong)rank << 32) | ~(uint)row;
        if (key < _floor)
        {
            return;
        }

        _keys[_count++] = key;
        if (_count == _keys.Length)
        {
            Cut();
        }
    }

    /// <summary>Takes the best rows of the segment out, the best first; what is known of the floor holds for the next segment.</summary>
    /// <param name="state">The segment, by its place in the view.</param>
    /// <param name="variant">The variant, by its place in the plan.</param>
    /// <param name="matches">They are added to these.</param>
    public void Take(int state, int variant, List<TextMatch> matches)
    {
        var count = ScoredRow.Order(_keys.AsSpan(0, _count), Size);
        foreach (var key in _keys.AsSpan(0, count))
        {
            var rank = (uint)(key >> 32);
            var score = BitConverter.UInt32BitsToSingle(rank & ~Whole);
            matches.Add(new TextMatch(state, (int)~(uint)key, score, variant, (rank & Whole) != 0));
        }

        _floor = (count == Size ? Math.Max(_floor, _keys[count - 1]) : _floor) >> 32 << 32;
        _count = 0;
    }

    private void Cut()
    {
        LargestFirst.Select(_keys.AsSpan(), Size);
        _count = Size;
        var least = ulong.MaxValue;
        foreach (var key in _keys.AsSpan(0, Size))
        {
            least = Math.Min(least, key);
        }

        _floor = Math.Max(_floor, least);
    }
}
