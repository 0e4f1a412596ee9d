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

    /// <summary>GA4's number of a browser or an installation: names the visitor where nothing else does.</summary>
    ClientId,

    /// <summary>Epoch microseconds, as GA4 counts.</summary>
    TimestampMicros,

    /// <summary>Segment's mark that its <c>timestamp</c> is already corrected for the sender's clock.</summary>
    Corrected,

    /// <summary>A list of events, which has to hold one.</summary>
    Events,

    /// <summary>GA4's parameters as BigQuery lists them, by key and value.</summary>
    Parameters,

    /// <summary>CloudEvents' data in base64, which are not read.</summary>
    Binary,

    /// <summary>Where the visitor is.</summary>
    Country,

    /// <summary>An object that may say where: ours and Segment's <c>context</c>, its <c>location</c>, GA4's <c>geo</c>.</summary>
    Place,

    /// <summary>An object whose fields count as the event's own: CloudEvents' <c>data</c>, Segment's <c>properties</c>.</summary>
    Nested,
}
