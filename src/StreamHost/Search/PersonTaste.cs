using StreamReco.Models.Search.Ranking;
using StreamReco.Stages.Catalog;
using StreamReco.StreamHost.Cluster.Partitions;

namespace StreamReco.StreamHost.Search;

/// <summary>Makes a taste of what a user touched lately.</summary>
internal static class PersonTaste
{
    /// <summary>The taste; null where the catalog knows none of the items.</summary>
    public static IPersonSignals? Of(IReadOnlyList<TouchedItem> touched, ICatalog catalog)
    {
        TasteProfile? taste = null;
        foreach (var touch in touched)
        {
            if (catalog.Find(touch.ItemId) is { } item)
            {
                taste ??= new TasteProfile();
                taste.Add(item, touch.IsPurchase);
            }
        }

        return taste;
    }
}
