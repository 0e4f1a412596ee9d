using System.Collections.Concurrent;
using StreamReco.Models.Items;

namespace StreamReco.Stages.Catalog;

/// <summary>The catalog topic as a table: one writer follows the topic, every shard reads. The newest record of an item counts.</summary>
public sealed class CatalogTable : ICatalog
{
    private readonly ConcurrentDictionary<string, CatalogItem> _items = new(StringComparer.Ordinal);
    private long _version;

    public int Count => _items.Count;

    public long Version => Interlocked.Read(ref _version);

    public CatalogItem? Find(string itemId) => _items.GetValueOrDefault(itemId);

    public void Put(CatalogItem item)
    {
        _items[item.ItemId] = item;
        Interlocked.Increment(ref _version); // behind the change, so that nobody takes the old item for the new version's
    }

    /// <summary>A tombstone: the shop no longer knows the item.</summary>
    public void Remove(string itemId)
    {
        _items.TryRemove(itemId, out _);
        Interlocked.Increment(ref _version);
    }
}
