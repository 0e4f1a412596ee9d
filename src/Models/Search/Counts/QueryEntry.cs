namespace StreamReco.Models.Search.Counts;

/// <summary>The counts of one query.</summary>
public sealed class QueryEntry
{
    private readonly Dictionary<string, ItemCounts> _items = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _users = new(StringComparer.Ordinal);

    /// <summary>Searches that are counted.</summary>
    public int Searches { get; private set; }

    /// <summary>Different users who searched.</summary>
    public int Users => _users.Count;

    /// <summary>The items that were shown.</summary>
    public IReadOnlyDictionary<string, ItemCounts> Items => _items;

    /// <summary>Whether clicks follow the taste of who searches.</summary>
    public FactorizationCounts Taste { get; } = new();

    /// <summary>Adds the counts of the same query from another shard; a user has one shard, so users add up.</summary>
    public void Add(QueryEntry other)
    {
        Searches += other.Searches;
        Taste.Add(other.Taste);
        foreach (var (user, searches) in other._users)
        {
            _users[user] = _users.GetValueOrDefault(user) + searches;
        }

        foreach (var (itemId, counts) in other._items)
        {
            Of(itemId).Add(counts);
        }
    }

    /// <summary>The counts of an item, made where there are none.</summary>
    internal ItemCounts Of(string itemId)
    {
        if (!_items.TryGetValue(itemId, out var counts))
        {
            _items.Add(itemId, counts = new ItemCounts());
        }

        return counts;
    }

    /// <summary>Counts a search of a user, or takes one back.</summary>
    internal void Count(string userId, int sign)
    {
        Searches += sign;
        var left = _users.GetValueOrDefault(userId) + sign;
        if (left == 0)
        {
            _users.Remove(userId);
        }
        else
        {
            _users[userId] = left;
        }
    }

    /// <summary>Forgets an item of which nothing is left.</summary>
    internal void Tidy(string itemId)
    {
        if (_items[itemId].IsEmpty)
        {
            _items.Remove(itemId);
        }
    }
}
