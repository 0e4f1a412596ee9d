namespace StreamReco.Models.Events;

/// <summary>An event that is to be written.</summary>
/// <param name="EventId">Unique for the event; the same for a repeat of it.</param>
/// <param name="Type">What the visitor did.</param>
/// <param name="UserId">The user.</param>
/// <param name="SessionId">The session; empty to leave it out.</param>
/// <param name="TimeMs">Event time, Unix milliseconds.</param>
/// <param name="Items">The items, often one; may be empty.</param>
/// <param name="Query">What was searched for, or null.</param>
public readonly record struct EventDraft(
    string EventId,
    EventType Type,
    string UserId,
    string SessionId,
    long TimeMs,
    IReadOnlyList<EventItem> Items,
    string? Query = null)
{
    /// <summary>The search that it belongs to, or null.</summary>
    public string? SearchId { get; init; }

    /// <summary>Items that the search found, or null.</summary>
    public int? Results { get; init; }
}
