using System.Globalization;
using StreamReco.Models.Items;
using StreamReco.Stages.Catalog;

namespace StreamReco.StreamHost.Serving;

/// <summary>Compares the items of a model with those of the shop.</summary>
internal static class KnownItems
{
    /// <param name="items">What the model knows.</param>
    /// <param name="catalog">What the shop has now; null or empty where it is not known.</param>
    /// <param name="current">What the model of the settings knows, which stands for the shop then.</param>
    /// <param name="leastShare">The share that a model must know, 0 to 1.</param>
    /// <returns>Null, or why the model knows too little.</returns>
    public static string? Fault(ItemSpace items, ICatalog? catalog, ItemSpace current, double leastShare)
    {
        long all = 0, known = 0;
        foreach (var item in (catalog?.Items ?? []).Where(item => item.Available))
        {
            all++;
            known += items.IndexOf(item.ItemId) >= 0 ? 1 : 0;
        }

        var isCatalog = all > 0;
        for (var row = 0; !isCatalog && row < current.Count; row++)
        {
            all++;
            known += items.IndexOf(current.IdOf(row)) >= 0 ? 1 : 0;
        }

        return all == 0 || known >= leastShare * all ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"it knows {known:N0} of the {all:N0} {(isCatalog ? "available items of the catalog" : "items of the model of the settings")} "
                + $"({(double)known / all:P1}); Model:KnownShareMin is {leastShare}. 'models activate --force' takes it all the same.");
    }
}
