using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Numerics.Tensors;
using StreamReco.Models.Ranking;
using StreamReco.Models.Search.Indexing;
using StreamReco.Models.Search.Queries;

namespace StreamReco.Models.Search.Ranking;

/// <summary>
/// Searches a catalog: an item of an earlier tier goes first, then the ranker's score decides, then the id, so that the
/// order is total. For any number of threads.
/// </summary>
public sealed class ProductSearch
{
    private readonly SearchIndex _index;
    private readonly RankerModel _ranker;
    private readonly Synonyms _synonyms;
    private readonly SearchOptions _options;
    private readonly SearchReasons _reasons;
    private readonly bool _isLinear;
    private readonly ConcurrentBag<SearchWorker> _workers = [];

    /// <param name="index">The catalog.</param>
    /// <param name="ranker">Scores the candidates, for instance <see cref="SearchRanker.Fixed"/>.</param>
    /// <param name="options">The bounds; null for the defaults.</param>
    /// <param name="synonyms">Phrases that stand for one another; null for none.</param>
    public ProductSearch(
        SearchIndex index, RankerModel ranker, SearchOptions? options = null, Synonyms? synonyms = null)
    {
        _index = index;
        _ranker = ranker;
        _options = options ?? new SearchOptions();
        _options.Validate();
        _synonyms = synonyms ?? Synonyms.None;
        _reasons = new SearchReasons(ranker);
        _isLinear = ranker.OutputWeights.AsSpan().IndexOfAnyExcept(0f) < 0;
    }

    /// <summary>What clicks say of queries; null for nothing. Set before searches, or swapped as a whole.</summary>
    public IClickSignals? Clicks { get; set; }

    /// <summary>Searches the newest view.</summary>
    public SearchAnswer Search(SearchRequest request) => Search(_index.Current, request);

    /// <summary>Searches a view that the caller holds, so that pages are cuts of one list.</summary>
    public SearchAnswer Search(IndexView view, SearchRequest request)
    {
        var worker = Retrieve(view, request);
        Score(worker.Features);
        return Finish(view, worker, request, [], _reasons);
    }

    /// <summary>Searches the newest view; completes at once where no graph is asked.</summary>
    /// <param name="request">What is searched.</param>
    /// <param name="items">Emptied, and filled with the answer's items: a caller that searches again and again lends one list.</param>
    /// <param name="ranker">Ranks in the place of the search's own; null for its own.</param>
    /// <param name="cancel">Gives up waiting for the graph.</param>
    public async ValueTask<SearchAnswer> SearchAsync(
        SearchRequest request, List<FoundItem> items, GraphRanker? ranker, CancellationToken cancel)
    {
        var view = _index.Current;
        var worker = Retrieve(view, request);
        if (ranker is null)
        {
            Score(worker.Features);
        }
        else
        {
            await ranker.ScoreAsync(worker.Features, cancel).ConfigureAwait(false);
        }

        return Finish(view, worker, request, items, ranker?.Reasons ?? _reasons);
    }

    /// <summary>Describes the candidates of a request: what a ranker is trained on.</summary>
    /// <param name="request">The request.</param>
    /// <param name="visit">Gets the ids of the candidates and their features, lent for the call.</param>
    public void Describe(SearchRequest request, Action<IReadOnlyList<string>, RankRequest> visit)
    {
        var view = _index.Current;
        var worker = Retrieve(view, request);
        visit([.. worker.Candidates.Select(candidate => IdOf(view, candidate.State, candidate.Row))], worker.Features);
        GiveBack(worker);
    }

    /// <summary>Every feature of an item for a request with its share of the score; null where the item is no candidate.</summary>
    /// <param name="request">The request.</param>
    /// <param name="itemId">The item.</param>
    /// <param name="ranker">Ranks in the place of the search's own; null for its own.</param>
    public IReadOnlyList<FeatureShare>? FeaturesOf(SearchRequest request, string itemId, GraphRanker? ranker = null)
    {
        IReadOnlyList<FeatureShare>? found = null;
        Describe(request, (ids, features) =>
        {
            for (var candidate = 0; candidate < ids.Count; candidate++)
            {
                if (ids[candidate] == itemId)
                {
                    found = (ranker?.Reasons ?? _reasons).FeaturesOf(features.FeaturesOf(candidate), features.LengthClass);
                }
            }
        });
        return found;
    }

    private SearchWorker Retrieve(IndexView view, SearchRequest request)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(request.Take);
        var worker = _workers.TryTake(out var idle) ? idle : new SearchWorker(_synonyms, _options);
        worker.Retrieve(view, request, request.IgnoresClicks ? null : Clicks);
        return worker;
    }

    private SearchAnswer Finish(
        IndexView view, SearchWorker worker, SearchRequest request, List<FoundItem> items, SearchReasons reasons)
    {
        var answer = AnswerOf(view, worker, request, items, reasons);
        GiveBack(worker);
        return answer;
    }

    private void GiveBack(SearchWorker worker)
    {
        worker.Release();
        _workers.Add(worker);
    }

    /// <summary>A linear ranker, as the fixed mix is, has no hidden units to work out.</summary>
    private void Score(RankRequest request)
    {
        if (!_isLinear)
        {
            _ranker.Score(request);
            return;
        }

        var weights = _ranker.LinearOf(request.LengthClass);
        for (var candidate = 0; candidate < request.Count; candidate++)
        {
            request.Scores[candidate] = TensorPrimitives.Dot(weights, request.FeaturesOf(candidate));
        }
    }

    private SearchAnswer AnswerOf(
        IndexView view, SearchWorker worker, SearchRequest request, List<FoundItem> items, SearchReasons reasons)
    {
        items.Clear();
        var order = worker.Order();
        order.Sort(new CandidateOrder(view, worker));
        FuseTail(order, worker);
        var tail = worker.TailStart;
        items.EnsureCapacity(Math.Min(request.Take, order.Length + worker.Tail.Count - worker.TailStart));
        foreach (var candidate in order)
        {
            if (items.Count == request.Take)
            {
                break;
            }

            if (worker.Candidates[candidate].Tier >= SearchTier.Content)
            {
                AddTail(view, worker, request.Take, items, ref tail);
            }

            items.Add(FoundOf(view, worker, candidate, items.Count, request, reasons));
        }

        AddTail(view, worker, request.Take, items, ref tail);
        return new SearchAnswer(
            items, worker.Total, FacetsOf(view, worker, request), worker.Plan.Rewrites.Count == 0 ? [] : [.. worker.Plan.Rewrites],
            FallbackOf(worker, order), view.Generation);
    }

    private static IReadOnlyDictionary<string, IReadOnlyList<FacetCount>> FacetsOf(
        IndexView view, SearchWorker worker, SearchRequest request)
    {
        if (request.Facets.Count == 0)
        {
            return FrozenDictionary<string, IReadOnlyList<FacetCount>>.Empty;
        }

        var facets = new Dictionary<string, IReadOnlyList<FacetCount>>(StringComparer.Ordinal);
        foreach (var field in request.Facets)
        {
            facets[field] = worker.FacetOf(view, field, request.Filter);
        }

        return facets;
    }

    private void FuseTail(Span<int> order, SearchWorker worker)
    {
        var (first, end) = (0, 0);
        for (; end < order.Length && worker.Candidates[order[end]].Tier <= SearchTier.Text; end++)
        {
            first += worker.Candidates[order[end]].Tier < SearchTier.Text ? 1 : 0;
        }

        worker.Fuse(order[first..end], _options.RankedHead);
    }

    /// <summary>Matches behind the ranked head, once; items of later tiers come after them.</summary>
    private static void AddTail(IndexView view, SearchWorker worker, int take, List<FoundItem> items, ref int tail)
    {
        for (; tail < worker.Tail.Count && items.Count < take; tail++)
        {
            var match = worker.Tail[tail];
            if (worker.IsCandidate(match.State, match.Row))
            {
                continue;
            }

            items.Add(new FoundItem(IdOf(view, match.State, match.Row), match.Score, SearchTier.Text, []));
        }
    }

    private static FoundItem FoundOf(
        IndexView view, SearchWorker worker, int candidate, int place, SearchRequest request, SearchReasons reasons)
    {
        var found = worker.Candidates[candidate];
        var id = IdOf(view, found.State, found.Row);
        var isExplained = request.Explain
            && (place < request.ExplainMax || (request.ExplainItems is { } items && items.Contains(id)));
        var features = worker.Features.FeaturesOf(candidate);
        return new FoundItem(
            id,
            worker.Features.Scores[candidate],
            found.Tier,
            isExplained ? reasons.Of(features, worker.Features.LengthClass) : [])
        {
            Matched = isExplained ? MatchedOf(features) : (byte)0,
        };
    }

    private static byte MatchedOf(ReadOnlySpan<float> features)
    {
        var mask = 0;
        for (var field = 0; field <= SearchFeatures.DescriptionShare - SearchFeatures.NameShare; field++)
        {
            mask |= features[SearchFeatures.NameShare + field] > 0 ? 1 << field : 0;
        }

        return (byte)mask;
    }

    private static string? FallbackOf(SearchWorker worker, ReadOnlySpan<int> order)
    {
        if (order.Length == 0)
        {
            return null;
        }

        var first = worker.Candidates[order[0]];
        return first.Tier switch
        {
            SearchTier.Content => "content",
            SearchTier.Popular => "popular",
            SearchTier.Text when worker.Plan.HasTypo => "typo",
            SearchTier.Text when !worker.IsWhole && !first.IsWhole => "or",
            _ => null,
        };
    }

    private static string IdOf(IndexView view, int state, int row) => view.States[state].Segment.Items[row].ItemId;

    /// <summary>Tier, score, id: a total order.</summary>
    private readonly struct CandidateOrder(IndexView view, SearchWorker worker) : IComparer<int>
    {
        public int Compare(int x, int y)
        {
            var (left, right) = (worker.Candidates[x], worker.Candidates[y]);
            var tier = (int)left.Tier - (int)right.Tier;
            var score = worker.Features.Scores[y].CompareTo(worker.Features.Scores[x]);
            return tier != 0 ? tier
                : score != 0 ? score
                : string.CompareOrdinal(IdOf(view, left.State, left.Row), IdOf(view, right.State, right.Row));
        }
    }
}
