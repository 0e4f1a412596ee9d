namespace StreamReco.Models.Search.Ranking;

/// <summary>How an item came to be found; the first kinds go before the later ones.</summary>
public enum SearchTier : byte
{
    /// <summary>The query is the item's id or number.</summary>
    Code,

    /// <summary>It has all or some of the words, as typed, as synonyms or in the spelling that items have.</summary>
    Text,

    /// <summary>Its content is like the query.</summary>
    Content,

    /// <summary>It is popular, and nothing else was found.</summary>
    Popular,
}

/// <summary>An item that is ranked.</summary>
/// <param name="State">The segment, by its place in the view.</param>
/// <param name="Row">The row there.</param>
/// <param name="Score">BM25F; 0 where the text was not what found it.</param>
/// <param name="Variant">The variant of the plan that it matches best.</param>
/// <param name="IsWhole">Whether it has all words of the variant.</param>
/// <param name="Tier">How it was found.</param>
internal readonly record struct SearchCandidate(
    int State, int Row, float Score, int Variant, bool IsWhole, SearchTier Tier);
