namespace StreamReco.Models.Search.Counts;

/// <summary>The counts of a query in a shard as they may leave it: totals, so that the newest are the whole.</summary>
/// <param name="Hash">Of the query.</param>
/// <param name="SetHash">Of its words in whatever order.</param>
/// <param name="Text">The query; null until enough users typed it.</param>
/// <param name="Searches">Searches that are counted.</param>
/// <param name="Users">Different users who searched.</param>
/// <param name="ZeroResults">Searches that were said to find nothing.</param>
/// <param name="Items">The items that were shown.</param>
public sealed record QueryTotals(
    ulong Hash, ulong SetHash, string? Text, int Searches, int Users, int ZeroResults, IReadOnlyList<ItemTotals> Items)
{
    /// <summary>Copies an entry.</summary>
    public static QueryTotals Of(string key, QueryEntry entry, string? text, QueryHasher hasher)
    {
        entry.Hash ??= hasher.Of(key);
        return new QueryTotals(
            entry.Hash.Value, hasher.OfSet(key), text, entry.Searches, entry.Users, entry.ZeroResults,
            [.. entry.Items.Select(item => ItemTotals.Of(item.Key, item.Value))]);
    }
}

/// <summary>The counts of an item for a query.</summary>
/// <param name="ItemId">The shop's id.</param>
/// <param name="Shown">Times that it was shown, by bucket of the position.</param>
/// <param name="Clicks">Searches in which it was clicked, by bucket.</param>
/// <param name="Carts">Searches after which it was put into a cart.</param>
/// <param name="Purchases">Searches after which it was bought.</param>
public sealed record ItemTotals(string ItemId, int[] Shown, int[] Clicks, int Carts, int Purchases)
{
    /// <summary>Copies counts.</summary>
    public static ItemTotals Of(string itemId, ItemCounts counts) =>
        new(itemId, [.. counts.Shown], [.. counts.Clicks], counts.Carts, counts.Purchases);

    /// <summary>Adds them to the sums of an item.</summary>
    public void AddTo(ItemCounts sums)
    {
        for (var bucket = 0; bucket < Math.Min(Shown.Length, PositionBuckets.Count); bucket++)
        {
            sums.Shown[bucket] += Shown[bucket];
            sums.Clicks[bucket] += Clicks[bucket];
        }

        sums.Carts += Carts;
        sums.Purchases += Purchases;
    }
}
