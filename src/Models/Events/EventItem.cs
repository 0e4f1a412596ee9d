using StreamReco.Models.Items;

namespace StreamReco.Models.Events;

/// <summary>One item of an event that is to be written.</summary>
/// <param name="ItemId">The shop's id.</param>
/// <param name="Category">Category, or null to leave it out.</param>
/// <param name="Brand">Brand, or null to leave it out.</param>
/// <param name="Price">Unit price in the shop's currency; NaN to leave it out.</param>
/// <param name="Quantity">Pieces.</param>
public readonly record struct EventItem(
    string ItemId, string? Category = null, string? Brand = null, double Price = double.NaN, int Quantity = 1)
{
    /// <summary>Where it stood in a list, from 1; 0 to leave it out.</summary>
    public int Position { get; init; }

    /// <summary>The item as the catalog describes it.</summary>
    public static EventItem Of(CatalogItem item, int quantity = 1) =>
        new(item.ItemId, item.Category, item.Brand, item.Price, quantity);
}
