namespace StreamReco.Models.Search.Counts;

/// <summary>What a person did with an item of a list; the number is the order of worth.</summary>
public enum SearchAction
{
    Click,
    Cart,
    Purchase,
}

/// <summary>An item as it was shown.</summary>
/// <param name="ItemId">The shop's id.</param>
/// <param name="Position">From 1, absolute over pages.</param>
public readonly record struct ShownItem(string ItemId, int Position);

/// <summary>A search and what was shown.</summary>
/// <param name="SearchId">Ties later clicks to it; unique among the searches of a user; empty where nobody named it.</param>
/// <param name="UserId">Who searched; a pseudonym where ids are kept as such.</param>
/// <param name="Query">As it was typed.</param>
/// <param name="TimeMs">Event time.</param>
/// <param name="Items">What was shown, with positions.</param>
public sealed record SearchRecord(
    string SearchId, string UserId, string Query, long TimeMs, IReadOnlyList<ShownItem> Items)
{
    /// <summary><see cref="Results"/> where nobody said.</summary>
    public const int ResultsUnknown = -1;

    /// <summary>Items that were found, whether shown or not.</summary>
    public int Results { get; init; } = ResultsUnknown;
}
