namespace StreamReco.Models.Search.Ranking;

/// <summary>The bounds of a search, each with its reason.</summary>
public sealed record SearchOptions
{
    /// <summary>Candidates by text: below rank 300 hardly anything relevant is left, and each costs its features.</summary>
    public int TextCandidates { get; init; } = 300;

    /// <summary>Candidates by content.</summary>
    public int ContentCandidates { get; init; } = 100;

    /// <summary>Content is searched only where text found fewer: it reads the vectors of all items.</summary>
    public int ContentBelow { get; init; } = 100;

    /// <summary>Candidates that were clicked for the same query.</summary>
    public int ClickCandidates { get; init; } = 100;

    /// <summary>Items with all words from which on those with only some are left out.</summary>
    public int WholeMin { get; init; } = 20;

    /// <summary>Items that are shown where nothing was found.</summary>
    public int PopularItems { get; init; } = 20;

    /// <summary>Items, about a page, that stand in the ranker's order alone; behind them none shall be missed, see <see cref="FusedTail"/>.</summary>
    public int RankedHead { get; init; } = 20;

    /// <summary>Share of the best matches that must be of one category for it to be what is meant.</summary>
    public float IntentShare { get; init; } = 0.5f;

    /// <summary>Whether words that no item has are read as near ones.</summary>
    public bool Spelling { get; init; } = true;

    /// <summary>Refuses bounds that cannot work.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the setting and its value.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(TextCandidates, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(TextCandidates, SearchFeatures.Candidates);
        ArgumentOutOfRangeException.ThrowIfNegative(ContentCandidates);
        ArgumentOutOfRangeException.ThrowIfNegative(ContentBelow);
        ArgumentOutOfRangeException.ThrowIfNegative(ClickCandidates);
        ArgumentOutOfRangeException.ThrowIfLessThan(WholeMin, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(RankedHead);
        ArgumentOutOfRangeException.ThrowIfLessThan(PopularItems, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(PopularItems, SearchFeatures.Candidates);
    }
}
