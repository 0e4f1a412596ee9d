namespace StreamReco.Models.Search.Queries;

/// <summary>A document that was found by its text.</summary>
/// <param name="State">The segment, by its place in the view.</param>
/// <param name="Row">The document's row there.</param>
/// <param name="Score">BM25F of the best variant.</param>
/// <param name="Variant">The best variant, by its place in the plan.</param>
/// <param name="IsWhole">Whether it has all words that the variant asks for.</param>
public readonly record struct TextMatch(int State, int Row, float Score, int Variant, bool IsWhole);
