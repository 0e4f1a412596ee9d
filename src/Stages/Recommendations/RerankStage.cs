using StreamReco.Models.Artifacts;
using StreamReco.Models.Content;
using StreamReco.Models.Events;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Recommendations.Rules;
using StreamReco.Stages.Retrieval;

namespace StreamReco.Stages.Recommendations;

/// <summary>
/// Makes an answer of scored candidates by the <see cref="RerankRules"/>: pinned items into their slots, then what may be
/// shown, mixed by maximal marginal relevance; names a reason for each item, and fills up with trending and popular items
/// so that no answer is empty. A pure function of request, model, rules and catalog. Not thread-safe.
/// </summary>
public sealed class RerankStage
{
    private readonly RerankOptions _options;
    private readonly RerankRules _rules;
    private readonly ModelArtifact _model;
    private readonly SeenPolicy _seen;
    private readonly SimilarItems _similar;
    private readonly CandidateList _candidates;
    private readonly LimitCounts _limits;
    private readonly ExcludedItems _excluded;
    private readonly ItemLookup _catalog;
    private readonly PopularItems _popular;
    private readonly ItemList _trending;
    private readonly ItemLists _countryTrending;
    private readonly ItemList[] _pins;
    private readonly ColdStartItems? _fresh;
    private readonly List<(int Slot, RankedItem Item)> _pinned = [];
    private readonly List<(int Place, RankedItem Item)> _newcomers = [];
    private readonly List<RankedItem> _answer;
    private int _reserved;
    private int _items;
    private int _only;

    public RerankStage(RerankOptions options, RerankRules rules, ModelArtifact model, ICatalog catalog, ContentSpace? content = null)
    {
        _options = options;
        _rules = rules;
        _model = model;
        _seen = rules[rules.Seen].Policy;
        _similar = new SimilarItems(model.Items);
        _candidates = new CandidateList(rules);
        _limits = new LimitCounts(rules);
        _excluded = new ExcludedItems(model.Items.Count);
        _catalog = new ItemLookup(model, catalog, rules);
        _popular = new PopularItems(_catalog, model.PopularRows);
        _trending = new ItemList(_catalog);
        _countryTrending = new ItemLists(_catalog);
        _pins = [.. rules.Pins.Select(_ => new ItemList(_catalog))];
        _answer = new List<RankedItem>(options.Items);
        _fresh = content is { Gate.IsOpen: true } && options.Fresh ? new ColdStartItems(model, content, catalog, _catalog) : null;
        Trace = new RuleTrace(rules.Count);
    }

    /// <summary>What the rules did to the last answer.</summary>
    public RuleTrace Trace { get; }

    /// <summary>The items of the answer with their reasons, best first; valid until the next call.</summary>
    public IReadOnlyList<RankedItem> Rank(RecommendationRequest request) => Rank(request, _options.Items, category: null);

    /// <inheritdoc cref="Rank(RecommendationRequest)"/>
    /// <param name="request">Scored, where it has features.</param>
    /// <param name="items">Items of the answer.</param>
    /// <param name="category">The one category whose items may be in it; null for all.</param>
    public IReadOnlyList<RankedItem> Rank(RecommendationRequest request, int items, string? category)
    {
        _catalog.Follow();
        (_items, _only) = (items, _catalog.NumberOfAsked(category));
        Trace.Clear();
        _limits.Clear();
        _similar.Begin(request.Recent);
        ExcludeSeen(request);
        Pin();
        CollectCandidates(request);
        _answer.Clear();
        FindFresh(request);
        _reserved = _newcomers.Count;
        Select(request);
        _reserved = 0;
        foreach (var (place, item) in _newcomers)
        {
            _answer.Insert(Math.Min(place - 1, _answer.Count), item);
        }

        FillUp(request);
        foreach (var (slot, item) in _pinned)
        {
            _answer.Insert(Math.Min(slot - 1, _answer.Count), item);
        }

        return _answer;
    }

    private void ExcludeSeen(RecommendationRequest request)
    {
        _excluded.Clear();
        foreach (ref readonly var recent in request.Recent)
        {
            // The click's items are those of its moment: it may name several, or be older than the newest of the history.
            if (_seen == SeenPolicy.Exclude
                || (_seen == SeenPolicy.ExcludeCurrent && recent.TimeMs == request.AsOfMs)
                || (_rules.Bought >= 0 && recent.Type == EventType.Purchase))
            {
                _excluded.Add(recent.Index, recent.ItemId);
            }
        }
    }

    /// <summary>Each pinning rule takes its slot with the first of its items that may be shown, up to the cap.</summary>
    private void Pin()
    {
        _pinned.Clear();
        for (var i = 0; i < _pins.Length; i++)
        {
            var index = _rules.Pins[i];
            if (_pinned.Count >= _rules.LabelledMax)
            {
                Trace.Add(index, RuleEffect.Capped);
                continue;
            }

            var found = FindPin(_pins[i].Find(_rules[index].Items), out var item);
            Trace.Add(index, found ? RuleEffect.Pinned : RuleEffect.Unfilled);
            if (found)
            {
                _excluded.Add(item.Row, item.ItemId);
                _limits.Count(item.Category, item.Matches);
                var ranked = new RankedItem(item.ItemId, 0f, ReasonKind.Pinned, [], 1UL << index);
                _pinned.Add((_rules[index].Slot, ranked));
            }
        }

        _pinned.Sort(static (a, b) => a.Slot.CompareTo(b.Slot));
    }

    private bool FindPin(ReadOnlySpan<ListedItem> items, out ListedItem found)
    {
        foreach (ref readonly var item in items)
        {
            if (item.Available && IsOf(_only, item.Category) && !_excluded.Contains(item.Row, item.ItemId)
                && _limits.Forbids(item.Category, item.Matches) < 0)
            {
                found = item;
                return true;
            }
        }

        found = default;
        return false;
    }

    private void CollectCandidates(RecommendationRequest request)
    {
        _candidates.Clear();
        var features = request.Features;
        for (var i = 0; i < features.CandidateCount && _candidates.Count < _options.CandidatesMax; i++)
        {
            var row = features.CandidateRows[i];
            var item = _catalog.Find(row);
            if (!IsOf(_only, item.Category))
            {
                continue;
            }

            if (!item.Available)
            {
                Trace.Add(_rules.Availability, RuleEffect.LeftOut);
            }
            else if (_excluded.Contains(row))
            {
                CountExcluded(request, row);
            }
            else if (_limits.Forbids(item.Category, item.Matches) is var limit and >= 0)
            {
                Trace.Add(limit, RuleEffect.LeftOut);
            }
            else
            {
                _candidates.Add(i, row, features.CandidateScores[i], item.Category, item.Matches);
            }
        }

        _candidates.Weigh();
    }

    /// <summary>Pinned items are in the answer; the others are left out by the rule that comes first.</summary>
    private void CountExcluded(RecommendationRequest request, int row)
    {
        foreach (ref readonly var recent in request.Recent)
        {
            if (recent.Index == row)
            {
                var seen = _seen == SeenPolicy.Exclude || (_seen == SeenPolicy.ExcludeCurrent && recent.TimeMs == request.AsOfMs);
                if (seen || recent.Type == EventType.Purchase)
                {
                    Trace.Add(seen ? _rules.Seen : _rules.Bought, RuleEffect.LeftOut);
                    return;
                }
            }
        }
    }

    /// <summary>Items that nobody can have clicked in training have the places that the gate gives them.</summary>
    private void FindFresh(RecommendationRequest request)
    {
        _newcomers.Clear();
        if (_fresh is null)
        {
            return;
        }

        var room = _items - _pinned.Count;
        foreach (var found in _fresh.Find(request.Recent, room, _excluded, _limits, _rules))
        {
            if (_limits.Forbids(found.Category, found.Matches) >= 0 || !IsOf(_only, found.Category))
            {
                continue; // The one before has filled the limit, or it is of another category than the asked one.
            }

            _excluded.Add(-1, found.Item.ItemId);
            _limits.Count(found.Category, found.Matches);
            _newcomers.Add((found.Place, new RankedItem(found.Item.ItemId, 0f, ReasonKind.Similar, [found.BecauseOf])
            {
                Source = ContentSource.SourceName,
            }));
        }
    }

    private void Select(RecommendationRequest request)
    {
        while (_answer.Count < Room && _candidates.Count > 0)
        {
            var chosen = _candidates.Take(out var raised);
            var marks = chosen.Matches & (_rules.BoostMask | _rules.BuryMask);
            if (raised)
            {
                marks |= 1UL << _rules.Diversity;
                Trace.Add(_rules.Diversity, RuleEffect.Raised);
            }

            CountMatches(chosen.Matches & _rules.BoostMask, RuleEffect.Raised);
            CountMatches(chosen.Matches & _rules.BuryMask, RuleEffect.Buried);
            var reason = request.ReasonOf(chosen.Place);
            var names = NamesOf(reason, chosen.Row, request);
            var kind = KindOf(reason.Source, names);
            _answer.Add(new RankedItem(_model.Items.IdOf(chosen.Row), chosen.Score, kind, names, marks) { Source = reason.Source });
            _excluded.Add(chosen.Row, _model.Items.IdOf(chosen.Row));
            Count(chosen.Category, chosen.Matches);
        }

        foreach (ref readonly var left in _candidates.Left)
        {
            CountMatches(left.Matches & _rules.BuryMask, RuleEffect.Buried);
        }
    }

    /// <summary>The source's own word, or else the items of the history that lie closest.</summary>
    private IReadOnlyList<string> NamesOf(in CandidateReason reason, int row, RecommendationRequest request) =>
        reason.BecauseOf is { Count: > 0 } named ? named
        : KindOf(reason.Source, []) is ReasonKind.Popular or ReasonKind.Trending ? []
        : _similar.Find(row, request.Recent);

    /// <summary>What everybody takes is no matter of this user's items.</summary>
    private static ReasonKind KindOf(string? source, IReadOnlyList<string> names) => source switch
    {
        "popular" => ReasonKind.Popular,
        "trending" => ReasonKind.Trending,
        _ => names.Count > 0 ? ReasonKind.Similar : ReasonKind.Taste,
    };

    /// <summary>Items that are not pinned.</summary>
    private int Room => _items - _pinned.Count - _reserved;

    /// <summary>An item is in the answer: what its limits now forbid goes.</summary>
    private void Count(int category, ulong matches)
    {
        _limits.Count(category, matches);
        for (var i = 0; i < _rules.Limits.Count; i++)
        {
            var index = _rules.Limits[i];
            if (_limits.IsFull(index, category, matches)
                && _candidates.Remove(_rules[index].IsMatched ? 1UL << index : 0, _rules[index].IsMatched ? ItemLookup.NoCategory : category)
                    is var gone and > 0)
            {
                Trace.Add(index, RuleEffect.LeftOut, gone);
            }
        }
    }

    private void CountMatches(ulong bits, RuleEffect effect)
    {
        for (; bits != 0; bits &= bits - 1)
        {
            Trace.Add(System.Numerics.BitOperations.TrailingZeroCount(bits), effect);
        }
    }

    /// <summary>By what the click says first, its category and its country, then by what everybody takes.</summary>
    private void FillUp(RecommendationRequest request)
    {
        if (request.FocusCategory is { } focus)
        {
            var category = _catalog.NumberOf(focus);
            FillWithTrending(_countryTrending.Find(request.CountryTrending), category, ReasonScope.Category | ReasonScope.Country);
            FillWithTrending(_trending.Find(request.Trending), category, ReasonScope.Category);
            FillWithPopular(marks: 0, category);
        }

        FillWithTrending(_countryTrending.Find(request.CountryTrending), ItemLookup.NoCategory, ReasonScope.Country);
        FillWithTrending(_trending.Find(request.Trending), ItemLookup.NoCategory, ReasonScope.Everywhere);
        FillWithPopular(marks: 0, ItemLookup.NoCategory);
        if (_answer.Count + _pinned.Count == 0)
        {
            BreakSeen();
        }
    }

    /// <summary>The user has seen all there is: better something known than nothing.</summary>
    private void BreakSeen()
    {
        _excluded.Clear();
        var broken = _seen == SeenPolicy.Keep ? _rules.Bought : _rules.Seen;
        FillWithPopular(broken < 0 ? 0 : 1UL << broken, ItemLookup.NoCategory);
        if (_answer.Count > 0 && broken >= 0)
        {
            Trace.Add(broken, RuleEffect.Broken, _answer.Count);
        }
    }

    /// <summary>Buried items come behind all others, and not by the click's category.</summary>
    private void FillWithPopular(ulong marks, int category)
    {
        FillWithPopular(marks, category, buried: false);
        if (category == ItemLookup.NoCategory && _rules.BuryMask != 0)
        {
            FillWithPopular(marks, category, buried: true);
        }
    }

    private void FillWithPopular(ulong marks, int category, bool buried)
    {
        var scope = category == ItemLookup.NoCategory ? ReasonScope.Everywhere : ReasonScope.Category;
        var by = category == ItemLookup.NoCategory ? _only : category;
        for (var place = _popular.First(by); place != PopularItems.End && _answer.Count < Room; place = _popular.Next(place, by))
        {
            var row = _popular.RowAt(place);
            var item = _catalog.Find(row);
            if (item.Available && (item.Matches & _rules.BuryMask) != 0 == buried && IsOf(_only, item.Category))
            {
                TryAdd(new ListedItem(_model.Items.IdOf(row), row, item.Category, item.Matches, true), ReasonKind.Popular, scope, marks);
            }
        }
    }

    private void FillWithTrending(ReadOnlySpan<ListedItem> trending, int category, ReasonScope scope)
    {
        for (var i = 0; i < trending.Length && _answer.Count < Room; i++)
        {
            ref readonly var item = ref trending[i];
            if (item.Available && (item.Matches & _rules.BuryMask) == 0 && IsOf(category, item.Category)
                && IsOf(_only, item.Category))
            {
                TryAdd(item, ReasonKind.Trending, scope, marks: 0);
            }
        }
    }

    private static bool IsOf(int asked, int category) => asked == ItemLookup.NoCategory || asked == category;

    private void TryAdd(in ListedItem item, ReasonKind kind, ReasonScope scope, ulong marks)
    {
        if (_limits.Forbids(item.Category, item.Matches) < 0 && _excluded.Add(item.Row, item.ItemId))
        {
            _limits.Count(item.Category, item.Matches);
            CountMatches(item.Matches & _rules.BuryMask, RuleEffect.Buried);
            _answer.Add(new RankedItem(item.ItemId, 0f, kind, [], marks | (item.Matches & _rules.BuryMask)) { Scope = scope });
        }
    }
}
