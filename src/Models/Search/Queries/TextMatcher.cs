using System.Numerics;
using StreamReco.Models.Search.Indexing;

namespace StreamReco.Models.Search.Queries;

/// <summary>
/// Finds the documents of a plan, term by term with an accumulator a row, and counts them exactly. Holds its buffers; for
/// one thread.
/// </summary>
internal sealed class TextMatcher
{
    private readonly MatchHeap _heap = new();
    private readonly Dictionary<long, TextMatch> _best = [];
    private Accumulator[] _rows = [];
    private Alternative[] _alternatives = [];
    private bool _hasAlternatives;
    private int[] _touched = [];
    private int _touchedCount;
    private ulong[][] _whole = [];
    private ulong[][] _any = [];

    /// <summary>Documents that have all words of some variant, whatever the filter.</summary>
    public int WholeCount { get; private set; }

    /// <summary>The matches whatever the filter, a bit each row of a segment.</summary>
    /// <param name="state">The segment, by its place in the view.</param>
    /// <param name="whole">Those with all words, else those with any.</param>
    public ReadOnlySpan<ulong> BitsOf(int state, bool whole) => whole ? _whole[state] : _any[state];

    /// <summary>Fills <paramref name="matches"/> with the best, the best first.</summary>
    /// <param name="view">The index.</param>
    /// <param name="plan">What is searched.</param>
    /// <param name="allowed">The rows of each segment that may be found; null for all that live.</param>
    /// <param name="size">The most matches.</param>
    /// <param name="matches">Cleared first.</param>
    public void Match(IndexView view, QueryPlan plan, ulong[][]? allowed, int size, List<TextMatch> matches)
    {
        Begin(view);
        _best.Clear();
        for (var variant = 0; variant < plan.Variants.Count; variant++)
        {
            _heap.Begin(view, size);
            for (var state = 0; state < view.States.Length; state++)
            {
                Accumulate(view.States[state].Segment, plan, plan.Variants[variant]);
                Collect(view.States[state], state, plan.Variants[variant], variant, allowed?[state]);
            }

            _heap.Drain(matches);
            if (plan.Variants.Count > 1)
            {
                KeepBest(matches);
            }
        }

        if (plan.Variants.Count > 1)
        {
            _heap.Begin(view, size);
            foreach (var match in _best.Values)
            {
                _heap.Offer(match);
            }

            _heap.Drain(matches);
        }

        WholeCount = CountOf(view, isWhole: true, null);
    }

    private void Begin(IndexView view)
    {
        if (_whole.Length < view.States.Length)
        {
            Array.Resize(ref _whole, view.States.Length);
            Array.Resize(ref _any, view.States.Length);
        }

        for (var state = 0; state < view.States.Length; state++)
        {
            var (rows, words) = (view.States[state].Segment.Rows, (view.States[state].Segment.Rows + 63) / 64);
            if (_whole[state] is null || _whole[state].Length < words)
            {
                (_whole[state], _any[state]) = (new ulong[words], new ulong[words]);
            }

            Array.Clear(_whole[state]);
            Array.Clear(_any[state]);
            if (_rows.Length < rows)
            {
                (_rows, _touched, _touchedCount) = (new Accumulator[rows], new int[rows], 0);
                _alternatives = new Alternative[rows];
            }
        }
    }

    private void KeepBest(List<TextMatch> matches)
    {
        foreach (var match in matches)
        {
            var key = ((long)match.State << 32) | (uint)match.Row;
            if (!_best.TryGetValue(key, out var known) || _heap.IsBetter(match, known))
            {
                _best[key] = match;
            }
        }
    }

    private void Accumulate(Segment segment, QueryPlan plan, in PlanVariant variant)
    {
        for (var word = variant.FirstWord; word < variant.FirstWord + variant.WordCount; word++)
        {
            var planned = plan.Words[word];
            for (var term = planned.FirstTerm; term < planned.FirstTerm + planned.TermCount; term++)
            {
                if (segment.Terms.Find(plan.TextOf(plan.Terms[term])) is not (var at and >= 0))
                {
                    continue;
                }

                var weight = planned.Importance * plan.Terms[term].Weight;
                var (from, to) = (segment.PostingStarts[at], segment.PostingStarts[at + 1]);
                if (planned.TermCount == 1)
                {
                    AddOnly(segment.PostingRows.AsSpan(from..to), segment.Impacts.AsSpan(from..to), weight, planned.IsAsked ? 1 : 0);
                }
                else
                {
                    AddBest(segment.PostingRows.AsSpan(from..to), segment.Impacts.AsSpan(from..to), weight, planned.IsAsked ? 1 : 0, word + 1);
                }
            }
        }
    }

    private void AddOnly(ReadOnlySpan<int> rows, ReadOnlySpan<float> impacts, float weight, int asked)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            ref var row = ref _rows[rows[i]];
            if (row.Score == 0)
            {
                _touched[_touchedCount++] = rows[i];
            }

            row.Score += weight * impacts[i];
            row.Asked += asked;
        }
    }

    /// <summary>Of a word's several terms the one that counts most counts.</summary>
    private void AddBest(ReadOnlySpan<int> rows, ReadOnlySpan<float> impacts, float weight, int asked, int word)
    {
        _hasAlternatives = true;
        for (var i = 0; i < rows.Length; i++)
        {
            ref var row = ref _rows[rows[i]];
            if (row.Score == 0)
            {
                _touched[_touchedCount++] = rows[i];
            }

            ref var own = ref _alternatives[rows[i]];
            var value = weight * impacts[i];
            if (own.Word != word)
            {
                (own.Word, own.Best) = (word, 0);
                row.Asked += asked;
            }

            if (value > own.Best)
            {
                row.Score += value - own.Best;
                own.Best = value;
            }
        }
    }

    private void Collect(SegmentState state, int place, in PlanVariant variant, int variantPlace, ulong[]? allowed)
    {
        var (whole, any) = (_whole[place], _any[place]);
        for (var i = 0; i < _touchedCount; i++)
        {
            var row = _touched[i];
            var (score, asked) = (_rows[row].Score, _rows[row].Asked);
            _rows[row] = default;
            if (_hasAlternatives)
            {
                _alternatives[row] = default;
            }

            if (asked == 0 || state.IsDead(row))
            {
                continue;
            }

            var isWhole = asked == variant.AskedCount;
            any[row >> 6] |= 1UL << row;
            whole[row >> 6] |= isWhole ? 1UL << row : 0;
            if (_heap.Accepts(isWhole, score) && (allowed is null || (allowed[row >> 6] & (1UL << row)) != 0))
            {
                _heap.Offer(new TextMatch(place, row, score, variantPlace, isWhole));
            }
        }

        (_touchedCount, _hasAlternatives) = (0, false);
    }

    /// <summary>The matches that pass a filter, counted.</summary>
    /// <param name="view">The index.</param>
    /// <param name="isWhole">Those with all words, else those with any.</param>
    /// <param name="allowed">The rows that pass; null for all.</param>
    public int CountOf(IndexView view, bool isWhole, ulong[][]? allowed)
    {
        var count = 0;
        for (var state = 0; state < view.States.Length; state++)
        {
            var bits = BitsOf(state, isWhole);
            for (var i = 0; i < (view.States[state].Segment.Rows + 63) / 64; i++)
            {
                count += BitOperations.PopCount(bits[i] & (allowed is null ? ulong.MaxValue : allowed[state][i]));
            }
        }

        return count;
    }

    private struct Accumulator
    {
        public float Score;
        public int Asked;
    }

    /// <summary>Apart from the sums, because most words have one term and a search touches very many rows.</summary>
    private struct Alternative
    {
        public float Best;
        public int Word;
    }
}
