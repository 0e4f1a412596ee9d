namespace StreamReco.Models.Search.Counts;

/// <summary>Bounds of the counts.</summary>
public sealed record QueryCountsOptions
{
    /// <summary>
    /// Searches that are kept: the counts are of these alone, so they follow what changes, and an erasure takes all of a
    /// user out.
    /// </summary>
    public int SearchesMax { get; init; } = 200_000;

    /// <summary>Items of a list that are counted.</summary>
    public int ItemsMax { get; init; } = 100;

    /// <summary>Users who must have typed a query before its text may leave the shard.</summary>
    public int UsersMin { get; init; } = 5;

    /// <summary>A click belongs to a search at most so long ago.</summary>
    public long ClickWindowMs { get; init; } = 30 * 60_000;

    /// <summary>Refuses bounds that cannot work.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the setting and its value.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(SearchesMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ItemsMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(UsersMin, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ClickWindowMs, 1);
    }
}

/// <summary>
/// The query-to-item counts of one partition: a fold of its log, integers over the searches that are kept. The same records
/// in the same order give the same counts. For one thread.
/// </summary>
public sealed class QueryCounts
{
    private readonly QueryCountsOptions _options;
    private Queue<KeptSearch> _kept = new();
    private readonly Dictionary<string, List<KeptSearch>> _byUser = new(StringComparer.Ordinal);
    private readonly Dictionary<string, QueryEntry> _queries = new(StringComparer.Ordinal);
    private readonly QueryKey _key = new();

    /// <param name="options">The bounds; null for the defaults.</param>
    public QueryCounts(QueryCountsOptions? options = null)
    {
        _options = options ?? new QueryCountsOptions();
        _options.Validate();
    }

    /// <summary>The queries with their counts, by key.</summary>
    public IReadOnlyDictionary<string, QueryEntry> Queries => _queries;

    /// <summary>Clicks, carts and purchases that belong to no kept search: counted, and of no use here.</summary>
    public long Unjoined { get; private set; }

    /// <summary>Takes a search; the oldest one goes where there are too many.</summary>
    public void Apply(SearchRecord record)
    {
        var key = _key.Of(record.Query);
        if (key.Length == 0)
        {
            return;
        }

        var kept = new KeptSearch(record, key, Math.Min(record.Items.Count, _options.ItemsMax));
        _kept.Enqueue(kept);
        if (!_byUser.TryGetValue(record.UserId, out var own))
        {
            _byUser.Add(record.UserId, own = []);
        }

        own.Add(kept);
        Count(kept, 1);
        while (_kept.Count > _options.SearchesMax)
        {
            Drop(_kept.Dequeue());
        }
    }

    /// <summary>Takes what a user did with an item: it belongs to the search that is named, else to the newest that showed it.</summary>
    /// <param name="userId">Who.</param>
    /// <param name="itemId">With what.</param>
    /// <param name="searchId">The search; null where the event does not say.</param>
    /// <param name="timeMs">Event time.</param>
    /// <param name="action">What was done.</param>
    /// <returns>Whether it belongs to a kept search.</returns>
    public bool Apply(string userId, string itemId, string? searchId, long timeMs, SearchAction action)
    {
        if (_byUser.GetValueOrDefault(userId) is { } own)
        {
            for (var i = own.Count - 1; i >= 0; i--)
            {
                var place = own[i].PlaceOf(itemId);
                if (place >= 0 && (searchId is null
                    ? timeMs - own[i].Record.TimeMs is >= 0 and var age && age <= _options.ClickWindowMs
                    : own[i].Record.SearchId == searchId))
                {
                    Act(own[i], place, action);
                    return true;
                }
            }
        }

        Unjoined++;
        return false;
    }

    /// <summary>Takes all of a user's kept searches back out, as if they had never been.</summary>
    /// <returns>The searches that went.</returns>
    public int Erase(string userId)
    {
        if (!_byUser.Remove(userId, out var own))
        {
            return 0;
        }

        foreach (var kept in own)
        {
            Count(kept, -1);
        }

        _kept = new Queue<KeptSearch>(_kept.Where(kept => kept.Record.UserId != userId));
        return own.Count;
    }

    /// <summary>The text of a query if enough users typed it, else null: then only a keyed hash may leave the shard.</summary>
    public string? TextOf(string key) =>
        _queries.GetValueOrDefault(key) is { } entry && entry.Users >= _options.UsersMin ? key : null;

    private void Drop(KeptSearch kept)
    {
        Count(kept, -1);
        var own = _byUser[kept.Record.UserId];
        own.Remove(kept);
        if (own.Count == 0)
        {
            _byUser.Remove(kept.Record.UserId);
        }
    }

    /// <summary>An action counts once a search and item.</summary>
    private void Act(KeptSearch kept, int place, SearchAction action)
    {
        var flag = (byte)(1 << (int)action);
        if ((kept.Actions[place] & flag) == 0)
        {
            kept.Actions[place] |= flag;
            CountAction(_queries[kept.Key], kept.Record.Items[place], action, 1);
        }
    }

    private void Count(KeptSearch kept, int sign)
    {
        if (!_queries.TryGetValue(kept.Key, out var entry))
        {
            _queries.Add(kept.Key, entry = new QueryEntry());
        }

        entry.Count(kept.Record.UserId, sign);
        for (var place = 0; place < kept.Actions.Length; place++)
        {
            var item = kept.Record.Items[place];
            var bucket = PositionBuckets.Of(item.Position);
            entry.Of(item.ItemId).Shown[bucket] += sign;
            (item.FitsTaste ? entry.Taste.FitShown : entry.Taste.OtherShown)[bucket] += sign;
            for (var action = SearchAction.Click; action <= SearchAction.Purchase; action++)
            {
                if ((kept.Actions[place] & (1 << (int)action)) != 0)
                {
                    CountAction(entry, item, action, sign);
                }
            }

            entry.Tidy(item.ItemId);
        }

        if (entry.Searches == 0)
        {
            _queries.Remove(kept.Key);
        }
    }

    private static void CountAction(QueryEntry entry, in ShownItem item, SearchAction action, int sign)
    {
        var counts = entry.Of(item.ItemId);
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
                entry.Taste.FitClicks += item.FitsTaste ? sign : 0;
                entry.Taste.OtherClicks += item.FitsTaste ? 0 : sign;
                break;
        }
    }

    /// <summary>A search that is kept, and what was done with its items.</summary>
    private sealed class KeptSearch(SearchRecord record, string key, int items)
    {
        public SearchRecord Record { get; } = record;

        public string Key { get; } = key;

        public byte[] Actions { get; } = new byte[items];

        public int PlaceOf(string itemId)
        {
            for (var place = 0; place < Actions.Length; place++)
            {
                if (Record.Items[place].ItemId == itemId)
                {
                    return place;
                }
            }

            return -1;
        }
    }
}
