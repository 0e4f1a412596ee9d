using StreamReco.Models.Items;

namespace StreamReco.Stages.Catalog;

/// <summary>What the shop sells now. Read by every shard at once.</summary>
public interface ICatalog
{
    /// <summary>The item, or null when the catalog does not have it.</summary>
    CatalogItem? Find(string itemId);

    /// <summary>Another number after every change: what was found stays right while the number stays.</summary>
    long Version { get; }
}
