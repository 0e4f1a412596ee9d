using StreamReco.Models.Ranking;
using StreamReco.Models.Search.Indexing;
using StreamReco.Models.Search.Queries;

namespace StreamReco.Models.Search.Ranking;

/// <summary>
/// One search after the other: rewrite, retrieve, describe. What is left is to score the candidates. Holds all buffers; for
/// one thread.
/// </summary>
internal sealed class SearchWorker(Synonyms synonyms, SearchOptions options)
{
    private readonly QueryRewriter _rewriter = new(synonyms, options.Spelling);
    private readonly TextMatcher _matcher = new();
    private readonly ContentMatcher _content = new();
    private readonly TextFeatures _text = new();
    private readonly PoolFeatures _pool = new();
    private readonly FusedTail _tail = new();
    private readonly List<TextMatch> _matches = [];
    private readonly List<TextMatch> _near = [];
    private readonly List<SearchCandidate> _candidates = [];
    private readonly HashSet<(int State, int Row)> _known = [];
    private readonly int[] _order = new int[SearchFeatures.Candidates];
    private ulong[][]? _allowed;

    /// <summary>The query as it was read.</summary>
    public QueryPlan Plan { get; } = new();

    /// <summary>The features of the candidates.</summary>
    public RankRequest Features { get; } = new(SearchFeatures.Layout);

    /// <summary>The candidates, in the order of the features' rows.</summary>
    public IReadOnlyList<SearchCandidate> Candidates => _candidates;

    /// <summary>Matches behind the ranked head, in the order of their text.</summary>
    public IReadOnlyList<TextMatch> Tail => _matches;

    /// <summary>Where <see cref="Tail"/> begins.</summary>
    public int TailStart { get; private set; }

    /// <summary>Whether the answer is of items with all words.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Items that have the words and pass the filter.</summary>
    public int Total { get; private set; }

    /// <summary>The candidates' places, to be put in order; lent until the next search.</summary>
    public Span<int> Order()
    {
        for (var i = 0; i < _candidates.Count; i++)
        {
            _order[i] = i;
        }

        return _order.AsSpan(0, _candidates.Count);
    }

    /// <summary>Puts scored candidates of one tier, but for the first of them, into the order of <see cref="FusedTail"/>.</summary>
    public void Fuse(Span<int> order, int head) => _tail.Apply(order, Features, head);

    /// <summary>Whether a row is in the ranked head.</summary>
    public bool IsCandidate(int state, int row) => _known.Contains((state, row));

    /// <summary>Finds and describes the candidates of a request.</summary>
    /// <param name="view">What is searched.</param>
    /// <param name="request">The request.</param>
    /// <param name="clicks">What clicks say; null for nothing.</param>
    public void Retrieve(IndexView view, SearchRequest request, IClickSignals? clicks)
    {
        _candidates.Clear();
        _known.Clear();
        _rewriter.Rewrite(view, request.Query, Plan);
        _allowed = AllowedOf(view, request.Filter);
        AddCodes(view);
        AddText(view, request.Take);
        var vector = _content.Encode(view.Encoder, request.Query);
        var signals = clicks?.Of(request.Query);
        AddClicked(view, signals);
        if (!request.WordsOnly)
        {
            AddContent(view, vector);
        }

        if (_candidates.Count == 0 && !request.WordsOnly)
        {
            AddPopular(view, clicks);
        }

        Describe(view, request, vector, signals, clicks);
    }

    /// <summary>
    /// Lets go of the index between two searches: a worker that waits would hold segments that were merged since, each as large as the
    /// catalog.
    /// </summary>
    public void Release()
    {
        _matcher.Release();
        _content.Release();
        _text.Release();
    }

    /// <summary>The counts of a field among what was found.</summary>
    public IReadOnlyList<FacetCount> FacetOf(IndexView view, string field, SearchFilter filter) =>
        FacetCounter.Count(view, field, _matcher, IsWhole, filter);

    private static ulong[][]? AllowedOf(IndexView view, SearchFilter filter)
    {
        if (filter.IsEmpty)
        {
            return null;
        }

        var allowed = new ulong[view.States.Length][];
        for (var state = 0; state < allowed.Length; state++)
        {
            allowed[state] = new ulong[(view.States[state].Segment.Rows + 63) / 64];
            filter.Fill(view.States[state], null, allowed[state]);
        }

        return allowed;
    }

    private void AddCodes(IndexView view)
    {
        for (var state = 0; Plan.Code.Length > 0 && state < view.States.Length; state++)
        {
            var segment = view.States[state].Segment;
            foreach (var row in segment.Terms.Find(Plan.Code) is var term and >= 0 ? segment.RowsOf(term) : default)
            {
                Add(view, new SearchCandidate(state, row, 0, 0, IsWhole: false, SearchTier.Code));
            }
        }
    }

    private void AddText(IndexView view, int take)
    {
        _matcher.Match(view, Plan, _allowed, Math.Max(options.TextCandidates, take), _matches);
        IsWhole = _matcher.WholeCount >= options.WholeMin;
        Total = _matcher.CountOf(view, IsWhole, _allowed);
        var listed = 0;
        while (listed < _matches.Count && (_matches[listed].IsWhole || !IsWhole))
        {
            listed++;
        }

        _matches.RemoveRange(listed, _matches.Count - listed);
        TailStart = Math.Min(options.TextCandidates, _matches.Count);
        for (var i = 0; i < TailStart; i++)
        {
            var match = _matches[i];
            Add(view, new SearchCandidate(match.State, match.Row, match.Score, match.Variant, match.IsWhole, SearchTier.Text));
        }
    }

    private void AddClicked(IndexView view, IQuerySignals? signals)
    {
        var left = options.ClickCandidates;
        for (var i = 0; signals is not null && i < signals.Best.Count && left > 0; i++, left--)
        {
            AddById(view, signals.Best[i], SearchTier.Text);
        }
    }

    private void AddContent(IndexView view, ReadOnlySpan<sbyte> vector)
    {
        if (vector.IsEmpty || _candidates.Count >= options.ContentBelow)
        {
            return;
        }

        _content.Match(view, vector, _allowed, options.ContentCandidates, _near);
        foreach (var near in _near)
        {
            Add(view, new SearchCandidate(near.State, near.Row, 0, 0, IsWhole: false, SearchTier.Content));
        }
    }

    private void AddPopular(IndexView view, IClickSignals? clicks)
    {
        for (var i = 0; clicks is not null && i < clicks.Popular.Count && _candidates.Count < options.PopularItems; i++)
        {
            AddById(view, clicks.Popular[i], SearchTier.Popular);
        }

        // A shop without clicks shows its first items by id: better than an empty page.
        if (_candidates.Count == 0)
        {
            _content.First(view, _allowed, options.PopularItems, _near);
            foreach (var first in _near)
            {
                Add(view, new SearchCandidate(first.State, first.Row, 0, 0, IsWhole: false, SearchTier.Popular));
            }
        }
    }

    private void AddById(IndexView view, string itemId, SearchTier tier)
    {
        for (var state = view.States.Length - 1; state >= 0; state--)
        {
            var row = RowOf(view.States[state].Segment, itemId);
            if (row >= 0 && !view.States[state].IsDead(row))
            {
                Add(view, new SearchCandidate(state, row, 0, 0, IsWhole: false, tier));
                return;
            }
        }
    }

    private static int RowOf(Segment segment, string itemId)
    {
        var (low, high) = (0, segment.Rows - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = string.CompareOrdinal(segment.Items[middle].ItemId, itemId);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    private void Add(IndexView view, in SearchCandidate candidate)
    {
        var (state, row) = (candidate.State, candidate.Row);
        var isAllowed = _allowed is null ? !view.States[state].IsDead(row) : (_allowed[state][row >> 6] & (1UL << row)) != 0;
        if (isAllowed && _candidates.Count < SearchFeatures.Candidates && _known.Add((state, row)))
        {
            _candidates.Add(candidate);
        }
    }

    private void Describe(
        IndexView view, SearchRequest request, ReadOnlySpan<sbyte> vector, IQuerySignals? signals, IClickSignals? clicks)
    {
        Features.Count = _candidates.Count;
        var asked = Plan.Variants.Count == 0 ? 0 : Plan.Variants[0].AskedCount;
        Features.LengthClass = SearchFeatures.ClassOf(asked);
        var best = 0f;
        foreach (var candidate in _candidates)
        {
            best = Math.Max(best, candidate.Score);
        }

        _text.Begin(view, Plan, best);
        _pool.Begin(view, _candidates);
        for (var i = 0; i < _candidates.Count; i++)
        {
            var row = Features.FeaturesOf(i);
            row.Clear();
            var segment = view.States[_candidates[i].State].Segment;
            _text.Write(_candidates[i], row);
            _pool.Write(segment, _candidates[i].Row, vector, row);
            SignalFeatures.Write(segment.Items[_candidates[i].Row], signals, clicks, request, row);
            row[SearchFeatures.QueryWords] = asked;
            row[SearchFeatures.QueryWhole] = MathF.Log(1 + _matcher.WholeCount);
        }

        TextFeatures.WriteShares(Features);
        _pool.WritePlaces(Features);
        NameIntent();
    }

    /// <summary>A category that half of the best matches share is what is meant.</summary>
    private void NameIntent()
    {
        if (_pool.Intent is var (category, share) && share >= options.IntentShare && Plan.Variants.Count > 0)
        {
            Plan.Rewrites.Add(new Rewrite(RewriteKinds.Category, "", category));
        }
    }
}
