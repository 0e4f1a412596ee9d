namespace StreamReco.Models.Search.Counts;

/// <summary>A search that is kept, what was shown, and what was done with it.</summary>
internal sealed class KeptSearch(string searchId, string userId, string key, long timeMs)
{
    private List<ShownItem>? _items;
    private List<byte>? _actions;

    /// <summary>Names it in events; empty where nobody named it.</summary>
    public string SearchId { get; set; } = searchId;

    public string UserId { get; } = userId;

    /// <summary>The query in the form of the counts.</summary>
    public string Key { get; } = key;

    /// <summary>Event time, Unix milliseconds.</summary>
    public long TimeMs { get; } = timeMs;

    /// <summary>Items that were found; -1 where nobody said.</summary>
    public int Results { get; set; } = SearchRecord.ResultsUnknown;

    /// <summary>What was shown.</summary>
    public IReadOnlyList<ShownItem> Items => _items is null ? [] : _items;

    /// <summary>By item, a bit for each <see cref="SearchAction"/> that was done.</summary>
    public IReadOnlyList<byte> Actions => _actions is null ? [] : _actions;

    /// <summary>Notes an action.</summary>
    /// <returns>False where it was noted before.</returns>
    public bool Act(int place, SearchAction action)
    {
        var flag = (byte)(1 << (int)action);
        if ((_actions![place] & flag) != 0)
        {
            return false;
        }

        _actions[place] |= flag;
        return true;
    }

    /// <summary>Adds an item that was shown.</summary>
    public void Add(in ShownItem item, byte actions = 0)
    {
        (_items ??= []).Add(item);
        (_actions ??= []).Add(actions);
    }

    /// <summary>The place of an item; -1 where it was not shown.</summary>
    public int PlaceOf(string itemId)
    {
        for (var place = 0; _items is not null && place < _items.Count; place++)
        {
            if (_items[place].ItemId == itemId)
            {
                return place;
            }
        }

        return -1;
    }
}
