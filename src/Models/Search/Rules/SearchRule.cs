using StreamReco.Models.Items;

namespace StreamReco.Models.Search.Rules;

/// <summary>What a rule of search does.</summary>
public enum SearchRuleKind
{
    /// <summary>Items stand some places further up.</summary>
    Boost,

    /// <summary>Items stand after all others.</summary>
    Bury,

    /// <summary>An item stands at a place, with a label.</summary>
    Pin,

    /// <summary>So many items of a kind; the rest stands after the others.</summary>
    Limit,

    /// <summary>The answer names a page of the shop to go to.</summary>
    Redirect,
}

/// <summary>One rule of search. Which fields count is a matter of its kind.</summary>
/// <param name="Name">Names the rule in answers; unique in its file.</param>
/// <param name="Kind">What it does.</param>
public sealed record SearchRule(string Name, SearchRuleKind Kind)
{
    /// <summary>Of which searches it speaks; null for all.</summary>
    public QueryMatch? When { get; init; }

    /// <summary>The items of boost, bury and limit.</summary>
    public ItemMatch? Match { get; init; }

    /// <summary>Of <see cref="SearchRuleKind.Boost"/>: places, from 1.</summary>
    public int By { get; init; }

    /// <summary>Of <see cref="SearchRuleKind.Limit"/>: items that match, from 1.</summary>
    public int Max { get; init; }

    /// <summary>Of <see cref="SearchRuleKind.Pin"/>: the place, from 1.</summary>
    public int Slot { get; init; }

    /// <summary>Of <see cref="SearchRuleKind.Pin"/>: what the answer calls the item, for instance <c>sponsored</c>.</summary>
    public string Label { get; init; } = "";

    /// <summary>Of <see cref="SearchRuleKind.Pin"/>: the first of them that can be shown takes the place.</summary>
    public IReadOnlyList<string> Items { get; init; } = [];

    /// <summary>Of <see cref="SearchRuleKind.Redirect"/>: where to go.</summary>
    public string Url { get; init; } = "";
}
