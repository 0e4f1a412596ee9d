namespace StreamReco.Models.Events;

/// <summary>
/// A decoded clickstream event. Instances are reused by the shard that decodes into them: nothing outside the shard's
/// loop may keep one. Ids stand in buffers, so that a known user's click allocates no string.
/// </summary>
public sealed class ClickEvent
{
    private readonly List<ItemTouch> _items = [];
    private char[] _userId = new char[64];
    private int _userIdLength;
    private char[] _sessionId = new char[64];
    private int _sessionIdLength;
    private char[] _query = [];
    private int _queryLength;
    private char[] _searchId = [];
    private int _searchIdLength;
    private char[] _listId = [];
    private int _listIdLength;
    private char[] _anonymousId = [];
    private int _anonymousIdLength;
    private char[] _anonymousKey = [];
    private int _anonymousKeyLength;
    private char[] _refusedId = new char[64];
    private int _refusedIdLength;

    /// <summary>64-bit XxHash3 of the event id's UTF-16 text; meaningful when <see cref="HasEventId"/>.</summary>
    public ulong EventIdHash { get; set; }

    public bool HasEventId { get; set; }

    public EventType Type { get; set; }

    /// <summary>Event time in Unix milliseconds, corrected for the sender's clock; <see cref="long.MinValue"/> when absent.</summary>
    public long EventTimeMs { get; set; }

    public ReadOnlySpan<char> UserId => _userId.AsSpan(0, _userIdLength);

    /// <summary>
    /// The id under which the visitor was known before they signed in, where the event names it beside the user's; else empty.
    /// </summary>
    public ReadOnlySpan<char> AnonymousId => _anonymousId.AsSpan(0, _anonymousIdLength);

    /// <summary>The same as clicks are keyed by it: differs where the state knows people by pseudonyms.</summary>
    public ReadOnlySpan<char> AnonymousKey => _anonymousKeyLength > 0 ? _anonymousKey.AsSpan(0, _anonymousKeyLength) : AnonymousId;

    /// <summary>The session that the shop named; empty when it named none.</summary>
    public ReadOnlySpan<char> SessionId => _sessionId.AsSpan(0, _sessionIdLength);

    public IReadOnlyList<ItemTouch> Items => _items;

    /// <summary>What was searched for; empty where the event does not say.</summary>
    public ReadOnlySpan<char> Query => _query.AsSpan(0, _queryLength);

    /// <summary>The search that the event belongs to; empty where it names none.</summary>
    public ReadOnlySpan<char> SearchId => _searchId.AsSpan(0, _searchIdLength);

    /// <summary>The recommendations that the event belongs to, their <c>recommendation_id</c>; empty where it names none.</summary>
    public ReadOnlySpan<char> RecommendationId => _listId.AsSpan(0, _listIdLength);

    /// <summary>Items that the search found; -1 where the event does not say.</summary>
    public int Results { get; set; }

    /// <summary>What the event says of the visitor's consent.</summary>
    public Consent Consent { get; set; }

    /// <summary>Whose record it is that was refused, as far as it could be read; empty for an event that was not.</summary>
    public ReadOnlySpan<char> RefusedUserId => _refusedId.AsSpan(0, _refusedIdLength);

    /// <summary>Where the visitor is, in capitals, as the event names it; null where it does not.</summary>
    public string? Country { get; set; }

    /// <summary>Makes the instance as good as new.</summary>
    public void Clear()
    {
        _items.Clear();
        _userIdLength = 0;
        _sessionIdLength = 0;
        _queryLength = 0;
        _searchIdLength = 0;
        _listIdLength = 0;
        _refusedIdLength = 0;
        SetAnonymousId([]);
        Consent = Consent.None;
        Results = -1;
        EventIdHash = 0;
        HasEventId = false;
        Country = null;
        Type = EventType.None;
        EventTimeMs = long.MinValue;
    }

    /// <summary>
    /// Empties an event that was refused, but for whose it is. Of one that says something of consent, the user, the statement and its
    /// time stay: it counts although the event does not. So do both ids of one that is no click and tells who a visitor is.
    /// </summary>
    /// <param name="keepsLink">Whether the two ids stay, where the event names two.</param>
    public void Refuse(bool keepsLink = false)
    {
        var (said, timeMs, length, key) = (Consent, EventTimeMs, _userIdLength, _anonymousKeyLength);
        var anonymous = keepsLink ? _anonymousIdLength : 0;
        (_refusedId, _userId) = (_userId, _refusedId);
        Clear();
        _refusedIdLength = length;
        (_anonymousIdLength, _anonymousKeyLength) = anonymous > 0 ? (anonymous, key) : (0, 0);
        if (!said.IsEmpty || anonymous > 0)
        {
            (Consent, EventTimeMs) = (said, timeMs);
            SetUserId(RefusedUserId);
        }
    }

    public void AddItem(in ItemTouch item) => _items.Add(item);

    /// <summary>Takes items out again, in the order in which they were added.</summary>
    public void RemoveItems(int from, int count) => _items.RemoveRange(from, count);

    /// <summary>Sets where an item stood.</summary>
    public void SetPosition(int item, int position) => _items[item] = _items[item] with { Position = position };

    public void SetQuery(ReadOnlySpan<char> query) => Copy(query, ref _query, out _queryLength);

    public void SetSearchId(ReadOnlySpan<char> id) => Copy(id, ref _searchId, out _searchIdLength);

    public void SetRecommendationId(ReadOnlySpan<char> id) => Copy(id, ref _listId, out _listIdLength);

    public void SetUserId(ReadOnlySpan<char> id) => Copy(id, ref _userId, out _userIdLength);

    /// <summary>Sets the anonymous id that stands beside the user's; empty for none.</summary>
    public void SetAnonymousId(ReadOnlySpan<char> id)
    {
        Copy(id, ref _anonymousId, out _anonymousIdLength);
        _anonymousKeyLength = 0;
    }

    /// <summary>The state knows the anonymous id by a pseudonym; the key stays.</summary>
    public void HideAnonymousId(ReadOnlySpan<char> pseudonym)
    {
        Copy(AnonymousId, ref _anonymousKey, out _anonymousKeyLength);
        Copy(pseudonym, ref _anonymousId, out _anonymousIdLength);
    }

    public void SetSessionId(ReadOnlySpan<char> id) => Copy(id, ref _sessionId, out _sessionIdLength);

    private static void Copy(ReadOnlySpan<char> from, ref char[] to, out int length)
    {
        if (to.Length < from.Length)
        {
            to = new char[from.Length];
        }

        from.CopyTo(to);
        length = from.Length;
    }
}
