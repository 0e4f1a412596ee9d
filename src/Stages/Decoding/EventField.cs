namespace StreamReco.Stages.Decoding;

/// <summary>The fields of an event that the path understands; every other field is passed over.</summary>
internal enum EventField
{
    Unknown,
    EventId,
    EventType,
    UserId,
    AnonymousId,
    SessionId,
    Timestamp,
    SentAt,
    Items,
    ItemId,

    /// <summary>A stock number: names the item where no id does.</summary>
    Sku,

    Price,
    Quantity,
    Category,

    /// <summary>An object whose fields count as the event's own: CloudEvents' <c>data</c>, Segment's <c>properties</c>.</summary>
    Nested,
}
