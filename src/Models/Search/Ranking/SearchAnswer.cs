using System.Collections.Frozen;
using StreamReco.Models.Search.Queries;

namespace StreamReco.Models.Search.Ranking;

/// <summary>What is searched.</summary>
/// <param name="Query">As it was typed.</param>
/// <param name="Take">Items of the answer at most; a longer answer begins with the items of a shorter one.</param>
public sealed record SearchRequest(string Query, int Take)
{
    /// <summary>What found items must be.</summary>
    public SearchFilter Filter { get; init; } = SearchFilter.None;

    /// <summary>Fields whose values are counted.</summary>
    public IReadOnlyList<string> Facets { get; init; } = [];

    /// <summary>The person who searches; null for none.</summary>
    public IPersonSignals? Person { get; init; }

    /// <summary>What is counted of items whoever searches; null for nothing.</summary>
    public IItemSignals? Items { get; init; }

    /// <summary>Whether clicks on earlier searches are left out.</summary>
    public bool IgnoresClicks { get; init; }

    /// <summary>Whether only items that have the words are wanted: nothing for its content, and nothing popular.</summary>
    public bool WordsOnly { get; init; }

    /// <summary>Whether items say what their scores are made of.</summary>
    public bool Explain { get; init; }

    /// <summary>So many of the first items say it, where <see cref="Explain"/> is set; a page hardly needs more.</summary>
    public int ExplainMax { get; init; } = int.MaxValue;

    /// <summary>Items that say it wherever they stand; null for none.</summary>
    public IReadOnlySet<string>? ExplainItems { get; init; }
}

/// <summary>A part of an item's score.</summary>
/// <param name="Reason">The part before the colon of <see cref="SearchFeatures.Names"/>.</param>
/// <param name="Share">By so much the score would fall without the reason's features.</param>
public readonly record struct SearchReason(string Reason, float Share);

/// <summary>A feature of a found item.</summary>
/// <param name="Name">As in <see cref="SearchFeatures.Names"/>.</param>
/// <param name="Value">Its value.</param>
/// <param name="Share">By so much the score would fall without it.</param>
public readonly record struct FeatureShare(string Name, float Value, float Share);

/// <summary>A found item.</summary>
/// <param name="ItemId">The shop's id.</param>
/// <param name="Score">The ranker's score; of items behind the ranked head, that of the text.</param>
/// <param name="Tier">How it was found.</param>
/// <param name="Reasons">What its score is made of, most first; empty where nobody asked.</param>
public readonly record struct FoundItem(
    string ItemId, float Score, SearchTier Tier, IReadOnlyList<SearchReason> Reasons)
{
    /// <summary>The fields that have a word of the query, a bit each (<see cref="Indexing.SearchField"/>); 0 where nobody asked.</summary>
    public byte Matched { get; init; }
}

/// <summary>What rules of the shop did to a found item.</summary>
/// <param name="Rules">The names of those that moved it.</param>
/// <param name="Label">What the rule that pinned it calls it; null where none did.</param>
public sealed record RuleMark(IReadOnlyList<string> Rules, string? Label);

/// <summary>What a rule of the shop did to an answer.</summary>
/// <param name="Rule">Its name.</param>
/// <param name="Effect">boost, bury, pin, limit or redirect.</param>
/// <param name="Items">Items that it moved.</param>
public sealed record SearchRuleEffect(string Rule, string Effect, int Items);

/// <summary>The answer to a search.</summary>
/// <param name="Items">The best first.</param>
/// <param name="Total">
/// Items that have the words and pass the filter, exactly. Items of the tiers content and popular are not counted.
/// </param>
/// <param name="Facets">The counts of each field that was asked for.</param>
/// <param name="Rewrites">What was made of the query.</param>
/// <param name="Fallback">The tier of the first item where that is not the words as typed; null else.</param>
/// <param name="Generation">The index that was searched.</param>
public sealed record SearchAnswer(
    IReadOnlyList<FoundItem> Items,
    int Total,
    IReadOnlyDictionary<string, IReadOnlyList<FacetCount>> Facets,
    IReadOnlyList<Rewrite> Rewrites,
    string? Fallback,
    long Generation)
{
    /// <summary>What rules of the shop did; empty where none spoke of the search.</summary>
    public IReadOnlyList<SearchRuleEffect> Rules { get; init; } = [];

    /// <summary>The items that they moved, by id.</summary>
    public IReadOnlyDictionary<string, RuleMark> Marks { get; init; } = FrozenDictionary<string, RuleMark>.Empty;

    /// <summary>The page of the shop that a rule leads to; null where none does.</summary>
    public string? Redirect { get; init; }
}
