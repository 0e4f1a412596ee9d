using System.Numerics;
using System.Numerics.Tensors;
using StreamReco.Models.Search.Indexing;

namespace StreamReco.Models.Search.Queries;

/// <summary>
/// The rows of a segment that have a term, as a bitmap with the place of each row's posting: those of <see cref="CommonTerms"/>,
/// else made of the postings. Reused; for one thread.
/// </summary>
internal sealed class TermRows
{
    private ulong[] _ownBits = [];
    private int[] _ownFirsts = [];
    private ulong[] _bits = [];
    private int[] _firsts = [];
    private float[] _impacts = [];
    private int _at;
    private int _blocks;
    private int _start;
    private float _weight;

    /// <summary>A bit each row that has the term; empty where none has.</summary>
    public ReadOnlySpan<ulong> Bits => _bits.AsSpan(_at, _blocks);

    /// <summary>Takes a term.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="term">Its place there; below 0 for a term that is not there.</param>
    /// <param name="weight">What its impacts are multiplied by.</param>
    /// <param name="bounds">By block: the most that a row can gain by the term is added.</param>
    public void Open(Segment segment, int term, float weight, Span<float> bounds)
    {
        (_at, _blocks, _weight, _impacts) = (0, 0, weight, segment.Impacts);
        if (term < 0)
        {
            return;
        }

        (_start, _blocks) = (segment.PostingStarts[term], bounds.Length);
        var place = segment.Common.PlaceOf(term);
        if (place >= 0)
        {
            (_bits, _firsts, _at) = segment.Common.ArraysOf(place);
            TensorPrimitives.MultiplyAdd(segment.Common.MaximaOf(place), weight, bounds, bounds);
        }
        else
        {
            Spread(segment.RowsOf(term), segment.Impacts.AsSpan(_start), bounds);
        }
    }

    /// <summary>Lets go of the segment; what is left is its own.</summary>
    public void Release() => (_bits, _firsts, _impacts, _at, _blocks) = ([], [], [], 0, 0);

    /// <summary>What the term is worth to a row; 0 where the row does not have it.</summary>
    /// <param name="block">The row's block.</param>
    /// <param name="bit">The row's bit there.</param>
    public float ValueOf(int block, ulong bit)
    {
        if (_blocks == 0)
        {
            return 0;
        }

        var bits = _bits[_at + block];
        return (bits & bit) == 0 ? 0
            : _weight * _impacts[_start + _firsts[_at + block] + BitOperations.PopCount(bits & (bit - 1))];
    }

    private void Spread(ReadOnlySpan<int> rows, ReadOnlySpan<float> impacts, Span<float> bounds)
    {
        if (_ownBits.Length < bounds.Length)
        {
            (_ownBits, _ownFirsts) = (new ulong[bounds.Length], new int[bounds.Length]);
        }

        var bits = _ownBits.AsSpan(0, bounds.Length);
        var firsts = _ownFirsts.AsSpan(0, bounds.Length);
        bits.Clear();
        var (block, best) = (0, 0f);
        for (var posting = 0; posting < rows.Length; posting++)
        {
            var at = rows[posting] >> CommonTerms.BlockBits;
            if (at != block || posting == 0)
            {
                bounds[block] += _weight * best;
                (block, best) = (at, 0);
                firsts[at] = posting;
            }

            bits[at] |= 1UL << rows[posting];
            best = Math.Max(best, impacts[posting]);
        }

        bounds[block] += _weight * best;
        (_bits, _firsts) = (_ownBits, _ownFirsts);
    }
}
