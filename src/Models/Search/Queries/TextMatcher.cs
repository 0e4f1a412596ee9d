using System.Numerics;
using System.Numerics.Tensors;
using StreamReco.Models.Search.Indexing;

namespace StreamReco.Models.Search.Queries;

/// <summary>
/// Finds the documents of a plan, variant by variant and segment by segment, and counts them exactly. Holds its buffers; for one
/// thread.
/// </summary>
internal sealed class TextMatcher
{
    private readonly MatchHeap _heap = new();
    private readonly Dictionary<long, TextMatch> _best = [];
    private readonly VariantRows _rows = new();
    private readonly BestRows _top = new();
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
        matches.Clear();
        for (var variant = 0; variant < plan.Variants.Count; variant++)
        {
            MatchVariant(view, plan, variant, allowed, size, matches);
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

    /// <inheritdoc cref="MatchHeap.Release"/>
    public void Release()
    {
        _rows.Release();
        _heap.Release();
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
            var words = (view.States[state].Segment.Rows + 63) / 64;
            if (_whole[state] is null || _whole[state].Length < words)
            {
                (_whole[state], _any[state]) = (new ulong[words], new ulong[words]);
            }

            Array.Clear(_whole[state]);
            Array.Clear(_any[state]);
        }
    }

    private void MatchVariant(
        IndexView view, QueryPlan plan, int variant, ulong[][]? allowed, int size, List<TextMatch> matches)
    {
        matches.Clear();
        _top.Begin(size);
        for (var state = 0; state < view.States.Length; state++)
        {
            _rows.Open(view.States[state], plan, plan.Variants[variant], allowed is null ? _top : null);
            Unite(_any[state], _rows.Any);
            Unite(_whole[state], _rows.Whole);
            _rows.Find(allowed?[state], _top);
            _top.Take(state, variant, matches);
        }

        if (view.States.Length > 1)
        {
            _heap.Begin(view, size);
            foreach (var match in matches)
            {
                _heap.Offer(match);
            }

            _heap.Drain(matches);
        }
    }

    private static void Unite(ulong[] bits, ReadOnlySpan<ulong> more) =>
        TensorPrimitives.BitwiseOr(bits.AsSpan(0, more.Length), more, bits.AsSpan(0, more.Length));

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
}
