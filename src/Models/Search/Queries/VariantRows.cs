using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using StreamReco.Models.Search.Indexing;

namespace StreamReco.Models.Search.Queries;

/// <summary>
/// One variant of a plan in one segment, block of 64 rows by block: which rows have any and which all of its words, exactly, by
/// bitmaps; and the best of them, of which only those are scored that can be among the best (block maxima: Ding and Suel 2011). A
/// row's score is the sum of its words in their order, so that passing over rows changes no bit. Reused; for one thread.
/// </summary>
internal sealed class VariantRows
{
    /// <summary>A bound is added up in another order than a score, and may fall short of it by some roundings.</summary>
    private const float Slack = 1.0001f;

    private readonly List<TermRows> _terms = [];
    private readonly List<PlanWord> _words = [];
    private ulong[] _any = [];
    private ulong[] _whole = [];
    private ulong[] _word = [];
    private float[] _bounds = [];
    private int _used;
    private int _blocks;
    private int _askedCount;
    private SegmentState _state = null!;

    /// <summary>Rows that live and have a word that is asked for.</summary>
    public ReadOnlySpan<ulong> Any => _any.AsSpan(0, _blocks);

    /// <summary>Rows that live and have all words that are asked for.</summary>
    public ReadOnlySpan<ulong> Whole => _whole.AsSpan(0, _blocks);

    /// <summary>Takes a variant in a segment.</summary>
    /// <param name="state">The segment.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="variant">The variant.</param>
    /// <param name="best">Takes what is known of the best rows before any was looked at; null where rows are filtered.</param>
    public void Open(SegmentState state, QueryPlan plan, in PlanVariant variant, BestRows? best)
    {
        (_state, _askedCount, _used) = (state, variant.AskedCount, 0);
        _blocks = (state.Segment.Rows + (1 << CommonTerms.BlockBits) - 1) >> CommonTerms.BlockBits;
        if (_any.Length < _blocks)
        {
            (_any, _whole, _word) = (new ulong[_blocks], new ulong[_blocks], new ulong[_blocks]);
            _bounds = new float[_blocks];
        }

        _words.Clear();
        _bounds.AsSpan(0, _blocks).Clear();
        for (var i = variant.FirstWord; i < variant.FirstWord + variant.WordCount; i++)
        {
            AddWord(plan, plan.Words[i], best);
        }

        FillBits();
    }

    /// <summary>Lets go of the segment.</summary>
    public void Release()
    {
        _state = null!;
        _terms.ForEach(static term => term.Release());
    }

    /// <summary>Offers the rows that may be among the best.</summary>
    /// <param name="allowed">A bit each row that may be found; null for all.</param>
    /// <param name="best">Takes them.</param>
    public void Find(ulong[]? allowed, BestRows best)
    {
        RaiseToWhole(allowed, best);
        for (var block = 0; block < _blocks; block++)
        {
            var rows = allowed is null ? _any[block] : _any[block] & allowed[block];
            if (rows == 0)
            {
                continue;
            }

            var (whole, bound) = (rows & _whole[block], _bounds[block] * Slack);
            rows &= ~whole;
            rows = BestRows.RankOf(bound, isWhole: false) >= best.Floor ? rows : 0;
            whole = BestRows.RankOf(bound, isWhole: true) >= best.Floor ? whole : 0;
            for (var left = rows | whole; left != 0; left &= left - 1)
            {
                var bit = left & (~left + 1);
                var row = (block << CommonTerms.BlockBits) + BitOperations.TrailingZeroCount(left);
                best.Offer(BestRows.RankOf(ScoreOf(block, bit), (whole & bit) != 0), row);
            }
        }
    }

    private void AddWord(QueryPlan plan, in PlanWord word, BestRows? best)
    {
        _words.Add(word with { FirstTerm = _used });
        for (var term = word.FirstTerm; term < word.FirstTerm + word.TermCount; term++)
        {
            var place = _state.Segment.Terms.Find(plan.TextOf(plan.Terms[term]));
            var weight = word.Importance * plan.Terms[term].Weight;
            if (_used == _terms.Count)
            {
                _terms.Add(new TermRows());
            }

            _terms[_used++].Open(_state.Segment, place, weight, _bounds.AsSpan(0, _blocks));
            if (place >= 0 && word.IsAsked && best is not null)
            {
                RaiseToTerm(place, weight, best);
            }
        }
    }

    /// <summary>
    /// The best postings of one common term are as many rows as are wanted, each worth at least that term; where one word alone is
    /// asked for, they are whole too. Some of them may be dead.
    /// </summary>
    private void RaiseToTerm(int term, float weight, BestRows best)
    {
        var common = _state.Segment.Common;
        if (common.PlaceOf(term) is var place and >= 0)
        {
            var least = weight * common.TopOf(place, best.Size + _state.Segment.Rows - _state.Live);
            best.Raise(BestRows.RankOf(least / Slack, isWhole: _askedCount == 1));
        }
    }

    /// <summary>Where so many rows as are wanted have all words, no other row is among the best.</summary>
    private void RaiseToWhole(ulong[]? allowed, BestRows best)
    {
        var count = 0;
        for (var block = 0; block < _blocks; block++)
        {
            count += BitOperations.PopCount(allowed is null ? _whole[block] : _whole[block] & allowed[block]);
        }

        if (count >= best.Size)
        {
            best.Raise(BestRows.Whole);
        }
    }

    private void FillBits()
    {
        var any = _any.AsSpan(0, _blocks);
        var whole = _whole.AsSpan(0, _blocks);
        var isFirst = true;
        any.Clear();
        whole.Clear();
        foreach (var word in _words)
        {
            if (!word.IsAsked)
            {
                continue;
            }

            var bits = BitsOf(word);
            TensorPrimitives.BitwiseOr(any, bits, any);
            if (isFirst)
            {
                bits.CopyTo(whole);
            }
            else
            {
                TensorPrimitives.BitwiseAnd(whole, bits, whole);
            }

            isFirst = false;
        }

        for (var block = 0; _state.Dead.Length > 0 && block < _blocks; block++)
        {
            any[block] &= ~_state.Dead[block];
            whole[block] &= ~_state.Dead[block];
        }
    }

    /// <summary>The rows that have a term of a word.</summary>
    private ReadOnlySpan<ulong> BitsOf(in PlanWord word)
    {
        if (word.TermCount == 1 && !_terms[word.FirstTerm].Bits.IsEmpty)
        {
            return _terms[word.FirstTerm].Bits;
        }

        var united = _word.AsSpan(0, _blocks);
        united.Clear();
        for (var term = word.FirstTerm; term < word.FirstTerm + word.TermCount; term++)
        {
            if (!_terms[term].Bits.IsEmpty)
            {
                TensorPrimitives.BitwiseOr(united, _terms[term].Bits, united);
            }
        }

        return united;
    }

    /// <summary>The sum of a row's words; of a word's several terms the one that counts most counts.</summary>
    private float ScoreOf(int block, ulong bit)
    {
        var score = 0f;
        foreach (var word in CollectionsMarshal.AsSpan(_words))
        {
            var own = 0f;
            for (var term = word.FirstTerm; term < word.FirstTerm + word.TermCount; term++)
            {
                var value = _terms[term].ValueOf(block, bit);
                if (value > own)
                {
                    score += value - own;
                    own = value;
                }
            }
        }

        return score;
    }
}
