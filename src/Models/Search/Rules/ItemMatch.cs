using StreamReco.Models.Items;

namespace StreamReco.Models.Search.Rules;

/// <summary>Which items a rule is about: those that any of its lists names.</summary>
/// <param name="Items">Item ids.</param>
/// <param name="Categories">Categories, as the catalog writes them.</param>
/// <param name="Brands">Brands, as the catalog writes them.</param>
public sealed record ItemMatch(
    IReadOnlySet<string> Items, IReadOnlySet<string> Categories, IReadOnlySet<string> Brands)
{
    /// <summary>Whether a rule is about an item.</summary>
    /// <param name="itemId">Its id.</param>
    /// <param name="item">What the catalog says of it; null where it has left the catalog.</param>
    public bool Fits(string itemId, CatalogItem? item) =>
        Items.Contains(itemId)
        || (item?.Category is { } category && Categories.Contains(category))
        || (item?.Brand is { } brand && Brands.Contains(brand));
}
