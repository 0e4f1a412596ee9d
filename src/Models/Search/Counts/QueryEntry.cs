namespace StreamReco.Models.Search.Counts;

/// <summary>The counts of one query.</summary>
public sealed class QueryEntry
{
    private static readonly Dictionary<string, ItemCounts> _none = [];

    private Dictionary<string, ItemCounts>? _items;
    private readonly Dictionary<string, int> _users = new(StringComparer.Ordinal);

    /// <summary>Searches that are counted.</summary>
    public int Searches { get; private set; }

    /// <summary>Searches that were said to find nothing.</summary>
    public int ZeroResults { get; private set; }

    /// <summary>Different users who searched.</summary>
    public int Users => _users.Count;

    /// <summary>The items that were shown.</summary>
    public IReadOnlyDictionary<string, ItemCounts> Items => _items ?? _none;

    /// <summary>The number of the entry's last change, see <see cref="CountChanges"/>.</summary>
    internal long ChangedAt { get; set; }

    /// <summary>The hash under which collectors know it; null before it was collected.</summary>
    internal ulong? Hash { get; set; }

    /// <summary>Adds the counts of the same query from another shard; a user has one shard, so users add up.</summary>
    public void Add(QueryEntry other)
    {
        Searches += other.Searches;
        ZeroResults += other.ZeroResults;
        foreach (var (user, searches) in other._users)
        {
            _users[user] = _users.GetValueOrDefault(user) + searches;
        }

        foreach (var (itemId, counts) in other.Items)
        {
            Of(itemId).Add(counts);
        }
    }

    /// <summary>The counts of an item, made where there are none.</summary>
    internal ItemCounts Of(string itemId)
    {
        _items ??= new Dictionary<string, ItemCounts>(StringComparer.Ordinal);
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

    /// <summary>Counts a kept search with all that was shown and done, or takes it back.</summary>
    internal void Count(KeptSearch kept, int sign)
    {
        Count(kept.UserId, sign);
        CountResults(kept.Results, sign);
        for (var place = 0; place < kept.Items.Count; place++)
        {
            var item = kept.Items[place];
            CountShown(item, sign);
            for (var action = SearchAction.Click; action <= SearchAction.Purchase; action++)
            {
                if ((kept.Actions[place] & (1 << (int)action)) != 0)
                {
                    CountAction(item, action, sign);
                }
            }

            Tidy(item.ItemId);
        }
    }

    /// <summary>Counts what a search was said to find; <see cref="SearchRecord.ResultsUnknown"/> counts nothing.</summary>
    internal void CountResults(int results, int sign) => ZeroResults += results == 0 ? sign : 0;

    /// <summary>Counts an item that was shown.</summary>
    internal void CountShown(in ShownItem item, int sign) => Of(item.ItemId).Shown[PositionBuckets.Of(item.Position)] += sign;

    /// <summary>Counts what was done with an item.</summary>
    internal void CountAction(in ShownItem item, SearchAction action, int sign)
    {
        var counts = Of(item.ItemId);
        switch (action)
        {
            case SearchAction.Cart:
                counts.Carts += sign;
                break;
            case SearchAction.Purchase:
                counts.Purchases += sign;
                break;
            default:
                counts.Clicks[PositionBuckets.Of(item.Position)] += sign;
                break;
        }
    }

    /// <summary>Forgets an item of which nothing is left.</summary>
    private void Tidy(string itemId)
    {
        if (_items![itemId].IsEmpty)
        {
            _items.Remove(itemId);
        }
    }
}
