using StreamReco.Models.Items;

namespace StreamReco.Stages.Catalog;

/// <summary>What the shop sells now. Read by every shard at once.</summary>
public interface ICatalog
{
    /// <summary>The item, or null when the catalog does not have it.</summary>
    CatalogItem? Find(string itemId);

    /// <summary>Another number after every change: what was found stays right while the number stays.</summary>
    long Version { get; }

    /// <summary>Every item, as of some moment.</summary>
    IEnumerable<CatalogItem> Items { get; }

    /// <summary>The ids that changed behind one version up to another.</summary>
    /// <returns>False when there were too many: then all items have to be looked at.</returns>
    bool TryReadChanges(long from, long to, List<string> ids);
}
