namespace StreamReco.Models.Search.Counts;

/// <summary>
/// The counts of all shards, kept up by what each says has changed. A shard's word replaces its earlier one, so nothing is
/// counted twice. For one thread.
/// </summary>
public sealed class ShardSums
{
    private readonly Dictionary<int, Dictionary<ulong, QueryTotals>> _shards = [];
    private readonly Dictionary<int, (long Unjoined, int Searches)> _counts = [];

    /// <summary>Clicks that belong to no kept search.</summary>
    public long Unjoined => _counts.Values.Sum(shard => shard.Unjoined);

    /// <summary>Searches that are kept.</summary>
    public long Searches => _counts.Values.Sum(shard => (long)shard.Searches);

    /// <summary>All hashes that some shard knows.</summary>
    public IEnumerable<ulong> Hashes => _shards.Values.SelectMany(shard => shard.Keys).Distinct();

    /// <summary>Takes what changed in a shard.</summary>
    /// <returns>The hashes of the queries that changed.</returns>
    public IReadOnlySet<ulong> Take(int shard, CountsDelta delta)
    {
        var changed = new HashSet<ulong>();
        if (!_shards.TryGetValue(shard, out var own))
        {
            _shards.Add(shard, own = []);
        }

        if (delta.IsWhole)
        {
            changed.UnionWith(own.Keys);
            own.Clear();
        }

        foreach (var hash in delta.Gone)
        {
            if (own.Remove(hash))
            {
                changed.Add(hash);
            }
        }

        foreach (var query in delta.Changed)
        {
            own[query.Hash] = query;
            changed.Add(query.Hash);
        }

        _counts[shard] = (delta.Unjoined, delta.Searches);
        return changed;
    }

    /// <summary>The sum of a query over the shards; null where no shard knows it.</summary>
    public SummedQuery? Of(ulong hash)
    {
        SummedQuery? sum = null;
        foreach (var shard in _shards.Values)
        {
            if (shard.TryGetValue(hash, out var totals))
            {
                sum ??= new SummedQuery(hash, totals.SetHash);
                sum.Add(totals);
            }
        }

        return sum;
    }
}

/// <summary>The counts of a query over all shards.</summary>
/// <param name="hash">Of the query.</param>
/// <param name="setHash">Of its words in whatever order.</param>
public sealed class SummedQuery(ulong hash, ulong setHash)
{
    private readonly Dictionary<string, ItemCounts> _items = new(StringComparer.Ordinal);

    /// <summary>Of the query.</summary>
    public ulong Hash => hash;

    /// <summary>Of its words in whatever order.</summary>
    public ulong SetHash => setHash;

    /// <summary>The query; null until some shard let it out.</summary>
    public string? Text { get; private set; }

    /// <summary>Searches that are counted.</summary>
    public int Searches { get; private set; }

    /// <summary>Different users; a user has one shard, so they add up.</summary>
    public int Users { get; private set; }

    /// <summary>Searches that were said to find nothing.</summary>
    public int ZeroResults { get; private set; }

    /// <summary>The items that were shown.</summary>
    public IReadOnlyDictionary<string, ItemCounts> Items => _items;

    /// <summary>Clicks on all items.</summary>
    public long Clicks => _items.Values.Sum(item => (long)item.Clicks.Sum());

    internal void Add(QueryTotals totals)
    {
        Text ??= totals.Text;
        Searches += totals.Searches;
        Users += totals.Users;
        ZeroResults += totals.ZeroResults;
        Add(totals.Items);
    }

    internal void Add(SummedQuery other)
    {
        foreach (var (itemId, counts) in other.Items)
        {
            Of(itemId).Add(counts);
        }
    }

    private void Add(IReadOnlyList<ItemTotals> items)
    {
        foreach (var item in items)
        {
            item.AddTo(Of(item.ItemId));
        }
    }

    private ItemCounts Of(string itemId)
    {
        if (!_items.TryGetValue(itemId, out var counts))
        {
            _items.Add(itemId, counts = new ItemCounts());
        }

        return counts;
    }
}
