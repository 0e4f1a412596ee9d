using StreamReco.Models.Search.Ranking;
using StreamReco.Stages.Catalog;

namespace StreamReco.StreamHost.Search;

/// <summary>Orders found items by what the catalog says of them. Tiers stay apart: a cheap item that only resembles the query is no better match.</summary>
internal static class SortedItems
{
    /// <summary>The items in their order; ties keep the order that they had.</summary>
    public static IEnumerable<FoundItem> Of(IReadOnlyList<FoundItem> items, SearchSort sort, ICatalog catalog)
    {
        var byTier = items.OrderBy(item => item.Tier);
        return sort switch
        {
            SearchSort.PriceAsc => byTier.ThenBy(item => PriceOf(item, catalog) is var price && double.IsNaN(price) ? double.PositiveInfinity : price),
            SearchSort.PriceDesc => byTier.ThenByDescending(item => PriceOf(item, catalog) is var price && double.IsNaN(price) ? double.NegativeInfinity : price),
            SearchSort.Name => byTier.ThenBy(item => catalog.Find(item.ItemId)?.Name, StringComparer.Ordinal),
            _ => items,
        };
    }

    private static double PriceOf(in FoundItem item, ICatalog catalog) => catalog.Find(item.ItemId)?.Price ?? double.NaN;
}
