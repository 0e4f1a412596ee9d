namespace StreamReco.Models.Items;

/// <summary>What the catalog topic says of one item.</summary>
/// <param name="ItemId">The shop's id.</param>
/// <param name="Name">Name for people; the id where the catalog gives none.</param>
/// <param name="Category">Category, the unit of diversity; null when unknown.</param>
/// <param name="Brand">Brand; null when unknown.</param>
/// <param name="Price">Price in the shop's currency; NaN when unknown.</param>
/// <param name="Available">False: known, but not to be recommended now.</param>
public sealed record CatalogItem(
    string ItemId, string Name, string? Category, string? Brand, double Price, bool Available)
{
    /// <summary>Texts of one word or more that the shop files the item under; content reads them, nothing else does.</summary>
    public IReadOnlyList<string> Attributes { get; init; } = [];

    /// <summary>A text of some sentences, at most <see cref="CatalogJson.DescriptionCharsMax"/>; search reads it.</summary>
    public string? Description { get; init; }

    /// <summary>Numbers of the trade (EAN, UPC, ISBN, part number) under which search finds the item.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>
    /// A vector of text or image that was computed elsewhere, finite and not zero; empty where the catalog gives none.
    /// </summary>
    public ReadOnlyMemory<float> Vector { get; init; }
}
