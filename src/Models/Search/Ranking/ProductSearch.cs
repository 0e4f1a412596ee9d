using System.Collections.Concurrent;
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
        ArgumentOutOfRangeException.ThrowIfNegative(request.Take);
        var worker = _workers.TryTake(out var idle) ? idle : new SearchWorker(_synonyms, _options);
        worker.Retrieve(_index, view, request, request.IgnoresClicks ? null : Clicks);
        Score(worker.Features);
        var answer = AnswerOf(view, worker, request);
        _workers.Add(worker);
        return answer;
    }

    /// <summary>Describes the candidates of a request: what a ranker is trained on.</summary>
    /// <param name="request">The request.</param>
    /// <param name="visit">Gets the ids of the candidates and their features, lent for the call.</param>
    public void Describe(SearchRequest request, Action<IReadOnlyList<string>, RankRequest> visit)
    {
        var view = _index.Current;
        var worker = _workers.TryTake(out var idle) ? idle : new SearchWorker(_synonyms, _options);
        worker.Retrieve(_index, view, request, request.IgnoresClicks ? null : Clicks);
        visit([.. worker.Candidates.Select(candidate => IdOf(view, candidate.State, candidate.Row))], worker.Features);
        _workers.Add(worker);
    }

    /// <summary>Every feature of an item for a request with its share of the score; null where the item is no candidate.</summary>
    public IReadOnlyList<FeatureShare>? FeaturesOf(SearchRequest request, string itemId)
    {
        IReadOnlyList<FeatureShare>? found = null;
        Describe(request, (ids, features) =>
        {
            for (var candidate = 0; candidate < ids.Count; candidate++)
            {
                if (ids[candidate] == itemId)
                {
                    found = _reasons.FeaturesOf(features.FeaturesOf(candidate), features.LengthClass);
                }
            }
        });
        return found;
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

    private SearchAnswer AnswerOf(IndexView view, SearchWorker worker, SearchRequest request)
    {
        var order = OrderOf(view, worker);
        var tail = worker.TailStart;
        var items = new List<FoundItem>(Math.Min(request.Take, order.Length + worker.Tail.Count - worker.TailStart));
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

            items.Add(FoundOf(view, worker, candidate, items.Count, request));
        }

        AddTail(view, worker, request.Take, items, ref tail);
        var facets = new Dictionary<string, IReadOnlyList<FacetCount>>(StringComparer.Ordinal);
        foreach (var field in request.Facets)
        {
            facets[field] = worker.FacetOf(view, field, request.Filter);
        }

        return new SearchAnswer(
            items, worker.Total, facets, worker.Plan.Rewrites.Count == 0 ? [] : [.. worker.Plan.Rewrites],
            FallbackOf(worker, order), view.Generation);
    }

    /// <summary>The head's order; a search of 300 candidates sorts them once. Lent until the worker's next search.</summary>
    private static ReadOnlySpan<int> OrderOf(IndexView view, SearchWorker worker)
    {
        var order = worker.Order();
        order.Sort(new CandidateOrder(view, worker));
        return order;
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

    private FoundItem FoundOf(IndexView view, SearchWorker worker, int candidate, int place, SearchRequest request)
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
            isExplained ? _reasons.Of(features, worker.Features.LengthClass) : [])
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
