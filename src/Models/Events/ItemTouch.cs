namespace StreamReco.Models.Events;

/// <summary>One item of an event, as the event itself described it.</summary>
/// <param name="ItemId">The shop's id, interned.</param>
/// <param name="Category">The category that the event named, or null.</param>
/// <param name="Price">Unit price in the shop's currency; NaN where the event says nothing.</param>
/// <param name="Quantity">Pieces, 1 where the event says nothing.</param>
public readonly record struct ItemTouch(string ItemId, string? Category, double Price, int Quantity)
{
    /// <summary>Where the item stood in a list, from 1 over all pages; 0 where the event does not say.</summary>
    public int Position { get; init; }

    /// <summary>The item's name, where a catalog is gathered; null in the stream, which takes it from the catalog's topic.</summary>
    public string? Name { get; init; }

    /// <summary>The item's brand, likewise.</summary>
    public string? Brand { get; init; }
}
