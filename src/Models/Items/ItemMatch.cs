namespace StreamReco.Models.Items;

/// <summary>Which items a rule of the shop is about: those that any of its lists names.</summary>
/// <param name="Items">Item ids.</param>
/// <param name="Categories">Categories, as the catalog writes them.</param>
/// <param name="Brands">Brands, as the catalog writes them.</param>
public sealed record ItemMatch(
    IReadOnlySet<string> Items, IReadOnlySet<string> Categories, IReadOnlySet<string> Brands)
{
    /// <summary>The items of lists as a file has them; null where they name nothing.</summary>
    public static ItemMatch? Of(IReadOnlyList<string>? items, IReadOnlyList<string>? categories, IReadOnlyList<string>? brands) =>
        items is { Count: > 0 } || categories is { Count: > 0 } || brands is { Count: > 0 }
            ? new ItemMatch(SetOf(items), SetOf(categories), SetOf(brands)) : null;

    /// <summary>Whether a rule is about an item.</summary>
    /// <param name="itemId">Its id.</param>
    /// <param name="category">Its category; null where the catalog says none.</param>
    /// <param name="brand">Its brand; null where the catalog says none.</param>
    public bool Fits(string itemId, string? category, string? brand) =>
        Items.Contains(itemId)
        || (category is not null && Categories.Contains(category))
        || (brand is not null && Brands.Contains(brand));

    private static HashSet<string> SetOf(IReadOnlyList<string>? names) => new(names ?? [], StringComparer.Ordinal);
}
