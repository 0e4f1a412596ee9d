using System.Text.Json;

namespace StreamReco.TestKit.Events;

/// <summary>Valid events of our own JSON as UTF-8 bytes. Where no event id is given one is made of the other arguments.</summary>
public static class EventBytes
{
    public static byte[] View(
        string user, string item, long timeMs, string? eventId = null, string? session = null, string? category = null, string? country = null) =>
        Of("view_item", user, [item], timeMs, eventId, session, category, country);

    public static byte[] AddToCart(string user, string item, long timeMs, string? eventId = null, string? session = null, string? category = null) =>
        Of("add_to_cart", user, [item], timeMs, eventId, session, category);

    public static byte[] Purchase(string user, IReadOnlyList<string> items, long timeMs, string? eventId = null, string? session = null) =>
        Of("purchase", user, items, timeMs, eventId, session);

    public static byte[] Search(string user, long timeMs, string? eventId = null, string? session = null) =>
        Of("search", user, [], timeMs, eventId, session);

    public static byte[] Home(string user, long timeMs, string? eventId = null, string? session = null) =>
        Of("view_home", user, [], timeMs, eventId, session);

    /// <summary>An event of any type.</summary>
    /// <param name="type">The wire name of the type.</param>
    /// <param name="user">The user id.</param>
    /// <param name="items">Item ids.</param>
    /// <param name="timeMs">Event time, Unix milliseconds.</param>
    /// <param name="eventId">The event id, or null for one that the other arguments make.</param>
    /// <param name="session">The session id, or null for none.</param>
    /// <param name="category">The category of each item, or null for none.</param>
    /// <param name="country">Where the visitor is, or null for nowhere.</param>
    /// <param name="list">The recommendations that the event belongs to, or null for none.</param>
    /// <param name="search">The search that it belongs to, or null for none.</param>
    /// <param name="anonymous">The id under which the visitor was known before, or null for none.</param>
    public static byte[] Of(
        string type, string user, IReadOnlyList<string> items, long timeMs, string? eventId = null, string? session = null, string? category = null,
        string? country = null, string? list = null, string? search = null, string? anonymous = null)
    {
        var fields = new Dictionary<string, object>
        {
            ["event_id"] = eventId ?? $"{user}-{type}-{string.Join('+', items)}-{timeMs}",
            ["event_type"] = type,
            ["user_id"] = user,
            ["timestamp"] = timeMs,
        };
        if (anonymous is not null)
        {
            fields["anonymous_id"] = anonymous;
        }

        if (session is not null)
        {
            fields["session_id"] = session;
        }

        if (list is not null)
        {
            fields["recommendation_id"] = list;
        }

        if (search is not null)
        {
            fields["search_id"] = search;
        }

        if (items.Count > 0)
        {
            fields["items"] = items.Select(item => ItemOf(item, category)).ToArray();
        }

        if (country is not null)
        {
            fields["context"] = new Dictionary<string, object> { ["country"] = country };
        }

        return JsonSerializer.SerializeToUtf8Bytes(fields);
    }

    private static Dictionary<string, object> ItemOf(string item, string? category)
    {
        var fields = new Dictionary<string, object> { ["item_id"] = item, ["quantity"] = 1 };
        if (category is not null)
        {
            fields["item_category"] = category;
        }

        return fields;
    }
}
