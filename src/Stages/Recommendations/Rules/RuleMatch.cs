namespace StreamReco.Stages.Recommendations.Rules;

/// <summary>Which items a rule is about: those that any of its lists names.</summary>
/// <param name="Items">Item ids.</param>
/// <param name="Categories">Categories, as the catalog writes them.</param>
/// <param name="Brands">Brands, as the catalog writes them.</param>
public sealed record RuleMatch(
    IReadOnlySet<string> Items, IReadOnlySet<string> Categories, IReadOnlySet<string> Brands)
{
    public bool Fits(string itemId, string? category, string? brand) =>
        Items.Contains(itemId)
        || (category is not null && Categories.Contains(category))
        || (brand is not null && Brands.Contains(brand));
}
