namespace StreamReco.Models.Search.Counts;

/// <summary>
/// The query-to-item counts of one partition: a fold of its log, integers over the searches that are kept. The same records
/// in the same order give the same counts. For one thread.
/// </summary>
public sealed class QueryCounts
{
    /// <summary>A search that two events report within so long is one: GA4 sends <c>search</c> and <c>view_search_results</c>.</summary>
    private const long SameSearchMs = 5_000;

    /// <summary>Newest searches of a user among which the one of an event is looked for.</summary>
    private const int LookBackMax = 100;

    private QueryCountsOptions _options;
    private Queue<KeptSearch> _kept = new();
    private readonly Dictionary<string, List<KeptSearch>> _byUser = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<KeptSearch>>.AlternateLookup<ReadOnlySpan<char>> _byUserChars;
    private readonly Dictionary<string, QueryEntry> _queries = new(StringComparer.Ordinal);
    private QueryKeyPool? _keys;

    /// <param name="options">The bounds; null for the defaults.</param>
    public QueryCounts(QueryCountsOptions? options = null)
    {
        _options = options ?? new QueryCountsOptions();
        _options.Validate();
        _byUserChars = _byUser.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The queries with their counts, by key.</summary>
    public IReadOnlyDictionary<string, QueryEntry> Queries => _queries;

    /// <summary>Clicks, carts and purchases that belong to no kept search: counted, and of no use here.</summary>
    public long Unjoined { get; private set; }

    /// <summary>Searches that are kept.</summary>
    public int Searches => _kept.Count;

    /// <summary>Whether nothing was ever counted.</summary>
    public bool IsEmpty => _kept.Count == 0 && Unjoined == 0;

    /// <summary>What changed, for those who collect the counts; no part of the state.</summary>
    public CountChanges Changes { get; } = new();

    /// <summary>The kept searches, oldest first.</summary>
    internal IEnumerable<KeptSearch> Kept => _kept;

    /// <summary>Sets other bounds; the oldest searches go where they are narrower.</summary>
    public void Bind(QueryCountsOptions options)
    {
        options.Validate();
        _options = options;
        DropBeyond();
    }

    /// <summary>Whether searches of a user are kept.</summary>
    public bool Has(ReadOnlySpan<char> userId) => _kept.Count > 0 && _byUserChars.ContainsKey(userId);

    /// <summary>
    /// Takes a search; the oldest one goes where there are too many. One that is reported twice, or page by page under one
    /// id, is one search that showed all of the items.
    /// </summary>
    public void Apply(SearchRecord record) =>
        Apply(record.UserId, record.Query, record.SearchId, record.TimeMs, record.Items, record.Results);

    /// <inheritdoc cref="Apply(SearchRecord)"/>
    /// <param name="userId">Who searched.</param>
    /// <param name="query">As it was typed.</param>
    /// <param name="searchId">Names the search; empty where nobody did.</param>
    /// <param name="timeMs">Event time.</param>
    /// <param name="items">What was shown; not kept.</param>
    /// <param name="results">Items that were found, or <see cref="SearchRecord.ResultsUnknown"/>.</param>
    public void Apply(
        string userId, ReadOnlySpan<char> query, ReadOnlySpan<char> searchId, long timeMs, IReadOnlyList<ShownItem> items, int results)
    {
        _keys ??= new QueryKeyPool();
        var key = _keys.Of(query);
        if (key.Length == 0 || _options.SearchesMax == 0)
        {
            return;
        }

        var kept = SameOf(userId, key, searchId, timeMs);
        if (kept is null)
        {
            kept = new KeptSearch(searchId.ToString(), userId, key, timeMs);
            Keep(kept);
            EntryOf(kept).Count(userId, 1);
        }
        else if (kept.SearchId.Length == 0)
        {
            kept.SearchId = searchId.ToString();
        }

        Show(kept, items);
        SetResults(kept, results);
        DropBeyond();
    }

    /// <summary>Takes items that a named search showed: a further page, or what was seen of it.</summary>
    /// <returns>Whether the search is kept.</returns>
    public bool Show(ReadOnlySpan<char> userId, ReadOnlySpan<char> searchId, IReadOnlyList<ShownItem> items)
    {
        if (Named(userId, searchId) is not { } kept)
        {
            return false;
        }

        Show(kept, items);
        return true;
    }

    /// <summary>Takes what a user did with an item: it belongs to the search that is named, else to the newest that showed it.</summary>
    /// <param name="userId">Who.</param>
    /// <param name="itemId">With what.</param>
    /// <param name="searchId">The search; empty where the event does not say.</param>
    /// <param name="timeMs">Event time.</param>
    /// <param name="action">What was done.</param>
    /// <param name="position">Where the item stood, for a list that nobody reported; 0 where the event does not say.</param>
    /// <returns>Whether it belongs to a kept search.</returns>
    public bool Apply(
        ReadOnlySpan<char> userId, string itemId, ReadOnlySpan<char> searchId, long timeMs, SearchAction action, int position = 0)
    {
        var kept = searchId.IsEmpty ? NewestWith(userId, itemId, timeMs) : Named(userId, searchId);
        var place = kept?.PlaceOf(itemId) ?? -1;
        if (kept is not null && place < 0 && position > 0)
        {
            Show(kept, [new ShownItem(itemId, position)]);
            place = kept.PlaceOf(itemId);
        }

        if (place < 0)
        {
            Unjoined++;
            return false;
        }

        Act(kept!, place, action);
        return true;
    }

    /// <summary>Takes all of a user's kept searches back out, as if they had never been.</summary>
    /// <returns>The searches that went.</returns>
    public int Erase(string userId)
    {
        if (!_byUser.Remove(userId, out var own))
        {
            return 0;
        }

        own.ForEach(kept => Count(kept, -1));
        _kept = new Queue<KeptSearch>(_kept.Where(kept => kept.UserId != userId));
        return own.Count;
    }

    /// <summary>The text of a query if enough users typed it, else null: then only a hash may leave the shard.</summary>
    public string? TextOf(string key) =>
        _queries.GetValueOrDefault(key) is { } entry && entry.Users >= _options.UsersMin ? key : null;

    /// <summary>Takes back what was stored.</summary>
    internal void Restore(KeptSearch kept)
    {
        Keep(kept);
        Count(kept, 1);
    }

    /// <summary>Takes back what was stored.</summary>
    internal void Restore(long unjoined) => Unjoined = unjoined;

    private void Keep(KeptSearch kept)
    {
        _kept.Enqueue(kept);
        if (!_byUser.TryGetValue(kept.UserId, out var own))
        {
            _byUser.Add(kept.UserId, own = []);
        }

        own.Add(kept);
    }

    private KeptSearch? SameOf(string userId, string key, ReadOnlySpan<char> searchId, long timeMs)
    {
        if (_byUser.GetValueOrDefault(userId) is not { } own)
        {
            return null;
        }

        for (var i = own.Count - 1; i >= Math.Max(0, own.Count - LookBackMax); i--)
        {
            var isNamed = own[i].SearchId.Length > 0 && !searchId.IsEmpty;
            if (own[i].Key == key && (isNamed
                ? searchId.SequenceEqual(own[i].SearchId)
                : Math.Abs(timeMs - own[i].TimeMs) <= SameSearchMs))
            {
                return own[i];
            }
        }

        return null;
    }

    private KeptSearch? Named(ReadOnlySpan<char> userId, ReadOnlySpan<char> searchId)
    {
        if (!searchId.IsEmpty && _byUserChars.TryGetValue(userId, out var own))
        {
            for (var i = own.Count - 1; i >= 0; i--)
            {
                if (searchId.SequenceEqual(own[i].SearchId))
                {
                    return own[i];
                }
            }
        }

        return null;
    }

    private KeptSearch? NewestWith(ReadOnlySpan<char> userId, string itemId, long timeMs)
    {
        if (_byUserChars.TryGetValue(userId, out var own))
        {
            for (var i = own.Count - 1; i >= Math.Max(0, own.Count - LookBackMax); i--)
            {
                if (timeMs - own[i].TimeMs is >= 0 and var age && age <= _options.ClickWindowMs && own[i].PlaceOf(itemId) >= 0)
                {
                    return own[i];
                }
            }
        }

        return null;
    }

    private void DropBeyond()
    {
        while (_kept.Count > _options.SearchesMax)
        {
            var kept = _kept.Dequeue();
            Count(kept, -1);
            var own = _byUser[kept.UserId];
            own.Remove(kept);
            if (own.Count == 0)
            {
                _byUser.Remove(kept.UserId);
            }
        }
    }

    private void Show(KeptSearch kept, IReadOnlyList<ShownItem> items)
    {
        var entry = EntryOf(kept);
        for (var i = 0; i < items.Count && kept.Items.Count < _options.ItemsMax; i++)
        {
            if (kept.PlaceOf(items[i].ItemId) < 0)
            {
                kept.Add(items[i]);
                entry.CountShown(items[i], 1);
            }
        }

        Changes.Note(entry);
    }

    private void SetResults(KeptSearch kept, int results)
    {
        if (kept.Results == SearchRecord.ResultsUnknown && results >= 0)
        {
            kept.Results = results;
            EntryOf(kept).CountResults(results, 1);
        }
    }

    /// <summary>An action counts once a search and item.</summary>
    private void Act(KeptSearch kept, int place, SearchAction action)
    {
        if (kept.Act(place, action))
        {
            var entry = EntryOf(kept);
            entry.CountAction(kept.Items[place], action, 1);
            Changes.Note(entry);
        }
    }

    private QueryEntry EntryOf(KeptSearch kept)
    {
        if (!_queries.TryGetValue(kept.Key, out var entry))
        {
            _queries.Add(kept.Key, entry = new QueryEntry());
        }

        return entry;
    }

    private void Count(KeptSearch kept, int sign)
    {
        var entry = EntryOf(kept);
        entry.Count(kept, sign);
        Changes.Note(entry);
        if (entry.Searches == 0)
        {
            _queries.Remove(kept.Key);
            Changes.NoteGone(entry);
        }
    }
}
