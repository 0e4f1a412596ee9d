using System.Collections.Frozen;
using StreamReco.Models.Search.Ranking;
using StreamReco.Stages.Batches;

namespace StreamReco.StreamHost.Search;

/// <summary>
/// What a search found: pages are cuts of one list, so an item stands on one page, whatever changes meanwhile. The items are held
/// by <see cref="PinnedLists"/>. Immutable.
/// </summary>
/// <param name="Request">The search that it answers, see <see cref="NodeSearchRequest.Fingerprint"/>.</param>
/// <param name="Count">Its items.</param>
/// <param name="Head">What is the same on each page.</param>
internal sealed record PinnedList(ulong Request, int Count, ListHead Head)
{
    private const int MarkBytes = 160;

    /// <summary>About the memory that the list takes: the ids themselves belong to the index.</summary>
    public long Bytes => 512 + (Count * (sizeof(long) + sizeof(float) + sizeof(SearchTier))) + (Head.Marks.Count * MarkBytes);
}

/// <summary>What an answer says of the list as a whole.</summary>
/// <param name="SearchId">Names the search in events.</param>
/// <param name="Node">The node that has the list.</param>
/// <param name="Total">Items that have the words and pass the filters.</param>
/// <param name="Facets">Counts by field, cut to <c>Search:FacetValuesMax</c>.</param>
/// <param name="Rewrites">What was made of the query.</param>
/// <param name="Fallback">The tier of the first item where that is not the words as typed; null else.</param>
/// <param name="Generation">The index that was searched.</param>
/// <param name="Person">What is known of who searched: <c>history</c>, or why nothing is.</param>
internal sealed record ListHead(
    string SearchId,
    string Node,
    int Total,
    IReadOnlyDictionary<string, IReadOnlyList<Models.Search.Queries.FacetCount>> Facets,
    IReadOnlyList<Models.Search.Queries.Rewrite> Rewrites,
    string? Fallback,
    long Generation,
    string Person)
{
    /// <summary>What the list is held by and cursors name: the search's id without what it says of two arms.</summary>
    public string ListId { get; init; } = SearchId;

    /// <summary>Names the ranker that made the list.</summary>
    public string Ranker { get; init; } = NodeRanker.FixedMix;

    /// <summary>Version of the model that made the list; empty for none.</summary>
    public string Model { get; init; } = "";

    /// <summary>The chance of this order, see <see cref="NeighbourSwap"/>; 1 for a list of two arms, whose coins are known.</summary>
    public double Propensity { get; init; } = 1;

    /// <summary>The experiments that the list is part of.</summary>
    public ServedArms Arms { get; init; } = ServedArms.None;

    /// <summary>What rules of the shop did; empty where none spoke of the search.</summary>
    public IReadOnlyList<SearchRuleEffect> Rules { get; init; } = [];

    /// <summary>The items that they moved, by id.</summary>
    public IReadOnlyDictionary<string, RuleMark> Marks { get; init; } = FrozenDictionary<string, RuleMark>.Empty;

    /// <summary>The page of the shop that a rule leads to; null where none does.</summary>
    public string? Redirect { get; init; }
}
