namespace StreamReco.StreamHost.Http.Search;

/// <summary>What <c>/v1/search</c> answers.</summary>
/// <param name="SearchId">Names the search: send it with the clicks on its items.</param>
/// <param name="Query">As it was read.</param>
/// <param name="Items">The page's items, the best first. Empty only where filters leave nothing, or behind the last page.</param>
/// <param name="Total">Items that have the words and pass the filters, exactly.</param>
/// <param name="Facets">By field, its values with their exact counts, most first.</param>
/// <param name="Rewrites">What was made of the query, each step.</param>
/// <param name="Fallback">The tier of the first item where that is not the words as typed: or, typo, content, popular.</param>
/// <param name="Cursor">Where the next page begins; null behind the last. It is sent with the same search.</param>
/// <param name="Restarted">Whether the list of the cursor was gone, so that the page is one of a new list.</param>
/// <param name="Personal">Whether what is known of the user counted: <c>history</c>, or why it did not.</param>
/// <param name="Model">Version of the model.</param>
/// <param name="Ranker">What ordered the items.</param>
/// <param name="Generation">Of the index.</param>
/// <param name="ServedBy">The node.</param>
/// <param name="Variant">The same for all answers; arms of experiments stand in <see cref="Experiments"/>.</param>
/// <param name="Propensity">The chance of this order: below 1 where neighbours are swapped on some searches.</param>
internal sealed record SearchAnswerBody(
    string SearchId, string Query, IReadOnlyList<FoundItemBody> Items, int Total,
    IReadOnlyDictionary<string, IReadOnlyList<FacetValueBody>> Facets, IReadOnlyList<RewriteBody> Rewrites, string? Fallback,
    string? Cursor, bool Restarted, string Personal, string Model, string Ranker, long Generation, string ServedBy,
    string Variant, double Propensity)
{
    /// <summary>What rules of the shop did; null where none spoke of the search.</summary>
    public IReadOnlyList<RuleEffectBody>? Rules { get; init; }

    /// <summary>The page of the shop to go to, by a rule; null where none says so.</summary>
    public string? Redirect { get; init; }

    /// <summary>The experiments that the list is part of; null for none.</summary>
    public IReadOnlyList<ServedArmBody>? Experiments { get; init; }
}

/// <summary>An experiment that an answer is part of.</summary>
/// <param name="Name">The experiment.</param>
/// <param name="Variant">The user's arm.</param>
/// <param name="Propensity">How likely a user was to be drawn into it, by the version that drew this one.</param>
internal sealed record ServedArmBody(string Name, string Variant, double Propensity);

/// <summary>What a rule of the shop did: boost, bury, pin, limit or redirect, and to how many items.</summary>
internal sealed record RuleEffectBody(string Rule, string Effect, int Items);

/// <summary>A found item.</summary>
/// <param name="ItemId">The shop's id.</param>
/// <param name="Position">From 1, over all pages.</param>
/// <param name="Score">The ranker's; of items behind the ranked head, that of their text.</param>
/// <param name="Tier">How it was found: code, text, content or popular. Items of an earlier tier go first.</param>
/// <param name="Reason">What moved it most.</param>
/// <param name="Reasons">What the score is made of, most first; empty behind the ranked head.</param>
/// <param name="Matched">The fields that have a word of the query.</param>
/// <param name="Name">As the catalog says.</param>
/// <param name="Brand">As the catalog says.</param>
/// <param name="Category">As the catalog says.</param>
/// <param name="Price">As the catalog says; null where it does not.</param>
/// <param name="Available">Whether it can be bought.</param>
internal sealed record FoundItemBody(
    string ItemId, int Position, float Score, string Tier, string Reason, IReadOnlyList<ReasonBody> Reasons,
    IReadOnlyList<string> Matched, string? Name, string? Brand, string? Category, double? Price, bool Available)
{
    /// <summary>The rules of the shop that moved it; null for none.</summary>
    public IReadOnlyList<string>? Rules { get; init; }

    /// <summary>What the rule that pinned it calls it; null where none did.</summary>
    public string? Label { get; init; }
}

/// <summary>A part of a score.</summary>
internal sealed record ReasonBody(string Reason, float Share);

/// <summary>A value of a facet and how many of the found items have it.</summary>
internal sealed record FacetValueBody(string Value, int Count);

/// <summary>A step from the typed query to the searched one.</summary>
internal sealed record RewriteBody(string Kind, string From, string To);

/// <summary>What <c>/v1/search/explain</c> answers.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Query">As it was read.</param>
/// <param name="Position">In the list, from 1.</param>
/// <param name="PositionForNobody">Where it would stand if nothing were known of the user; null where it would not be found.</param>
/// <param name="Score">The ranker's.</param>
/// <param name="Tier">How it was found.</param>
/// <param name="Personal">Whether what is known of the user counted: <c>history</c>, or why it did not.</param>
/// <param name="Reasons">What the score is made of, most first.</param>
/// <param name="Features">Every feature: its value, and by how much the score would fall without it.</param>
/// <param name="Rewrites">What was made of the query.</param>
/// <param name="Ranker">What ordered the items.</param>
internal sealed record ExplainAnswerBody(
    string ItemId, string Query, int Position, int? PositionForNobody, float Score, string Tier, string Personal,
    IReadOnlyList<ReasonBody> Reasons, IReadOnlyList<FeatureBody> Features, IReadOnlyList<RewriteBody> Rewrites, string Ranker)
{
    /// <summary>The rules of the shop that moved it; null for none.</summary>
    public IReadOnlyList<string>? Rules { get; init; }
}

/// <summary>A feature of an item.</summary>
internal sealed record FeatureBody(string Name, float Value, float Share);
