namespace StreamReco.StreamHost.Kafka.Catalog;

/// <summary>
/// Which item each record key stands for, where that is not the item of the key's own name: so that a tombstone, and a
/// later record under the same key, take away what the key's last record said. Costs memory for such keys alone.
/// </summary>
internal sealed class CatalogKeys
{
    private readonly Dictionary<string, string> _itemOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _keyOf = new(StringComparer.Ordinal);

    /// <summary>A record says something of an item.</summary>
    /// <returns>The item that goes because the key now stands for another one; null where none does.</returns>
    public string? Put(string key, string item)
    {
        var gone = ItemOf(key) == item ? null : Remove(key);
        if (key == item)
        {
            _keyOf.Remove(item);
        }
        else
        {
            _itemOf[key] = item;
            _keyOf[item] = key;
        }

        return gone;
    }

    /// <summary>A key's tombstone.</summary>
    /// <returns>The item that goes; null where another key has said something of it since.</returns>
    public string? Remove(string key)
    {
        var item = ItemOf(key);
        _itemOf.Remove(key);
        var isOwn = _keyOf.GetValueOrDefault(item, item) == key;
        if (isOwn)
        {
            _keyOf.Remove(item);
        }

        return isOwn ? item : null;
    }

    private string ItemOf(string key) => _itemOf.GetValueOrDefault(key, key);
}
