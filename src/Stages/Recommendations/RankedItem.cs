namespace StreamReco.Stages.Recommendations;

/// <summary>Why an item is in an answer.</summary>
public enum ReasonKind
{
    /// <summary>It is close to items that the user touched lately, which are named.</summary>
    Similar,

    /// <summary>It fits the user's long-term vector, no single item stands out.</summary>
    Taste,

    /// <summary>It was touched most in the last trending window.</summary>
    Trending,

    /// <summary>It was most popular in the model's training span.</summary>
    Popular,

    /// <summary>A rule puts it there.</summary>
    Pinned,
}

/// <summary>One item of an answer.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Score">The model's score; 0 for items that fill an answer up.</param>
/// <param name="Kind">Why it is there.</param>
/// <param name="BecauseOf">The user's items that moved it most, strongest first; empty when there are none.</param>
/// <param name="Rules">The rules that had a part in its place, as bits by their index.</param>
public readonly record struct RankedItem(
    string ItemId, float Score, ReasonKind Kind, IReadOnlyList<string> BecauseOf, ulong Rules = 0)
{
    /// <summary>The source that moved it most; null where the model has no sources.</summary>
    public string? Source { get; init; }

    /// <summary>How likely the item was to stand in its place, where that was drawn; null where the ranking decided.</summary>
    public double? Propensity { get; init; }

    /// <summary>What of the click a trending or popular item goes by.</summary>
    public ReasonScope Scope { get; init; }
}
