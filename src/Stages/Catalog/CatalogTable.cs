using System.Collections.Concurrent;
using StreamReco.Models.Items;

namespace StreamReco.Stages.Catalog;

/// <summary>The catalog topic as a table: one writer follows the topic, every shard reads. The newest record of an item counts.</summary>
public sealed class CatalogTable : ICatalog
{
    /// <summary>Changes that a reader may be behind by; one further behind looks at everything.</summary>
    private const int ChangesMax = 1_024;

    private readonly ConcurrentDictionary<string, CatalogItem> _items = new(StringComparer.Ordinal);
    private readonly string[] _changes = new string[ChangesMax];
    private long _version;

    public int Count => _items.Count;

    public long Version => Interlocked.Read(ref _version);

    public CatalogItem? Find(string itemId) => _items.GetValueOrDefault(itemId);

    public void Put(CatalogItem item)
    {
        _items[item.ItemId] = item;
        Change(item.ItemId);
    }

    /// <summary>A tombstone: the shop no longer knows the item.</summary>
    public void Remove(string itemId)
    {
        _items.TryRemove(itemId, out _);
        Change(itemId);
    }

    /// <inheritdoc/>
    public IEnumerable<CatalogItem> Items => _items.Values;

    /// <inheritdoc/>
    public bool TryReadChanges(long from, long to, List<string> ids)
    {
        ids.Clear();
        for (var version = from; version < to && to - from < ChangesMax; version++)
        {
            ids.Add(Volatile.Read(ref _changes[version % ChangesMax]));
        }

        return Version - from < ChangesMax; // asked behind the reading: the writer may have come around
    }

    /// <summary>Behind the change, so that nobody takes the old item for the new version's.</summary>
    private void Change(string itemId)
    {
        Volatile.Write(ref _changes[_version % ChangesMax], itemId);
        Interlocked.Increment(ref _version);
    }
}
