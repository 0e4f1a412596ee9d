using System.Numerics;
using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Search.Indexing;

/// <summary>
/// What the common terms of a segment have besides their postings: the rows as a bitmap and, by block of 64 rows, the first
/// posting and the highest impact. So rows are counted by whole words, the posting of a row is found without a search, and
/// blocks that can be none of the best are passed over. Immutable.
/// </summary>
public sealed class CommonTerms
{
    /// <summary>Bits of a row's number within its block of 64 rows.</summary>
    public const int BlockBits = 6;

    /// <summary>A term in fewer rows than one in so many is not common: its bitmap would be larger than its postings.</summary>
    private const int RowsPerPosting = 32;

    /// <summary>A term of fewer postings is read faster than blocks are passed over.</summary>
    private const int PostingsMin = 256;

    /// <summary>Ranks between two impacts that are kept, and how many are kept.</summary>
    private const int RankStep = 32;

    private const int Ranks = 16;

    private readonly short[] _places;
    private readonly int _blocks;
    private readonly ulong[] _bits;
    private readonly int[] _firsts;
    private readonly float[] _maxima;
    private readonly float[] _tops;

    private CommonTerms(short[] places, int count, int blocks)
    {
        (_places, _blocks) = (places, blocks);
        (_bits, _firsts, _maxima) = (new ulong[count * blocks], new int[count * blocks], new float[count * blocks]);
        _tops = new float[count * Ranks];
    }

    /// <summary>The place of a term among the common ones; -1 for one that is not common.</summary>
    /// <param name="term">By its place in the segment's terms.</param>
    public int PlaceOf(int term) => _places[term];

    /// <summary>A bit each row that has a term.</summary>
    public ReadOnlySpan<ulong> BitsOf(int place) => _bits.AsSpan(place * _blocks, _blocks);

    /// <summary>
    /// The bitmaps of all common terms; by block, the first of its postings, from 0 for the term's first (it means nothing for a
    /// block without); and where both begin for a term.
    /// </summary>
    internal (ulong[] Bits, int[] Firsts, int At) ArraysOf(int place) => (_bits, _firsts, place * _blocks);

    /// <summary>By block, the highest impact; 0 for a block without postings.</summary>
    public ReadOnlySpan<float> MaximaOf(int place) => _maxima.AsSpan(place * _blocks, _blocks);

    /// <summary>An impact that at least <paramref name="rank"/> postings of a term reach; 0 where none is kept for the rank.</summary>
    public float TopOf(int place, int rank)
    {
        var kept = (rank + RankStep - 1) / RankStep;
        return kept is > 0 and <= Ranks ? _tops[(place * Ranks) + kept - 1] : 0;
    }

    /// <summary>The posting of a row, from 0 for the term's first; -1 where the row does not have it.</summary>
    public int PostingOf(int place, int row)
    {
        var (at, bit) = ((place * _blocks) + (row >> BlockBits), 1UL << row);
        return (_bits[at] & bit) == 0 ? -1 : _firsts[at] + BitOperations.PopCount(_bits[at] & (bit - 1));
    }

    /// <summary>The common terms of postings.</summary>
    /// <param name="rows">Rows of the segment.</param>
    /// <param name="starts">Where each term's postings begin, and the end of the last.</param>
    /// <param name="postingRows">Rising within a term.</param>
    /// <param name="impacts">By posting, above 0.</param>
    internal static CommonTerms Of(int rows, int[] starts, int[] postingRows, float[] impacts)
    {
        var places = new short[starts.Length - 1];
        var terms = new List<int>();
        for (var term = 0; term < places.Length; term++)
        {
            var count = starts[term + 1] - starts[term];
            var isCommon = count >= PostingsMin && count >= rows / RowsPerPosting && terms.Count < short.MaxValue;
            places[term] = isCommon ? (short)terms.Count : (short)-1;
            if (isCommon)
            {
                terms.Add(term);
            }
        }

        var common = new CommonTerms(places, terms.Count, (rows + (1 << BlockBits) - 1) >> BlockBits);
        for (var place = 0; place < terms.Count; place++)
        {
            var (from, to) = (starts[terms[place]], starts[terms[place] + 1]);
            common.Fill(place, postingRows.AsSpan(from..to), impacts.AsSpan(from..to));
        }

        return common;
    }

    private void Fill(int place, ReadOnlySpan<int> rows, ReadOnlySpan<float> impacts)
    {
        for (var posting = 0; posting < rows.Length; posting++)
        {
            var at = (place * _blocks) + (rows[posting] >> BlockBits);
            _firsts[at] = _bits[at] == 0 ? posting : _firsts[at];
            _bits[at] |= 1UL << rows[posting];
            _maxima[at] = Math.Max(_maxima[at], impacts[posting]);
        }

        var sorted = impacts.ToArray();
        var kept = Math.Min(RankStep * Ranks, sorted.Length);
        LargestFirst.Select(sorted.AsSpan(), kept);
        sorted.AsSpan(0, kept).Sort();
        for (var rank = 1; rank * RankStep <= kept; rank++)
        {
            _tops[(place * Ranks) + rank - 1] = sorted[kept - (rank * RankStep)];
        }
    }
}
