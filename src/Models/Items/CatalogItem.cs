namespace StreamReco.Models.Items;

/// <summary>What the catalog topic says of one item.</summary>
/// <param name="ItemId">The shop's id.</param>
/// <param name="Name">Name for people; the id where the catalog gives none.</param>
/// <param name="Category">Category, the unit of diversity; null when unknown.</param>
/// <param name="Brand">Brand; null when unknown.</param>
/// <param name="Price">Price in the shop's currency; NaN when unknown.</param>
/// <param name="Available">False: known, but not to be recommended now.</param>
public sealed record CatalogItem(
    string ItemId, string Name, string? Category, string? Brand, double Price, bool Available);
