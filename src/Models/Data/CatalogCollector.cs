using StreamReco.Models.Items;

namespace StreamReco.Models.Data;

/// <summary>Gathers what the lines of a file say of the items; the last word on each field wins.</summary>
internal sealed class CatalogCollector
{
    private readonly Dictionary<string, CatalogItem> _items = [];

    public IReadOnlyList<CatalogItem> Items => [.. _items.Values];

    public bool Contains(string itemId) => _items.ContainsKey(itemId);

    public void Set(CatalogItem item) => _items[item.ItemId] = item;

    /// <summary>Adds what one line says; an empty text and a NaN say nothing.</summary>
    public void Note(string itemId, string name, string category, string brand, double price)
    {
        var known = _items.GetValueOrDefault(itemId);
        var now = new CatalogItem(
            itemId,
            name.Length > 0 ? name : known?.Name ?? itemId,
            category.Length > 0 ? category : known?.Category,
            brand.Length > 0 ? brand : known?.Brand,
            double.IsNaN(price) ? known?.Price ?? double.NaN : price,
            Available: true);
        if (known is null || !known.Equals(now))
        {
            _items[itemId] = now;
        }
    }
}
