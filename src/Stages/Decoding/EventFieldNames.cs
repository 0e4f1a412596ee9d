namespace StreamReco.Stages.Decoding;

/// <summary>Field names: ours (after GA4 e-commerce) and those of GA4, Segment, Snowplow and CloudEvents.</summary>
internal static class EventFieldNames
{
    /// <summary>The field of a name, by length first: no hashing and no allocation.</summary>
    public static EventField Find(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 => name.SequenceEqual("id"u8) ? EventField.EventId : EventField.Unknown,
        3 => name.SequenceEqual("sku"u8) ? EventField.Sku
            : name.SequenceEqual("geo"u8) ? EventField.Place
            : EventField.Unknown,
        4 => FindOf4(name),
        5 => FindOf5(name),
        6 => FindOf6(name),
        7 => FindOf7(name),
        8 => FindOf8(name),
        9 => FindOf9(name),
        10 => FindOf10(name),
        11 => FindOf11(name),
        12 => FindOf12(name),
        13 => FindOf13(name),
        _ => FindLong(name),
    };

    private static EventField FindOf4(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("data"u8) ? EventField.Nested
        : name.SequenceEqual("type"u8) ? EventField.EventType
        : name.SequenceEqual("time"u8) ? EventField.Timestamp
        : EventField.Unknown;

    private static EventField FindOf5(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("items"u8) ? EventField.Items
        : name.SequenceEqual("price"u8) ? EventField.Price
        : name.SequenceEqual("event"u8) ? EventField.EventType
        : name.SequenceEqual("batch"u8) ? EventField.Events
        : EventField.Unknown;

    private static EventField FindOf6(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("userId"u8) ? EventField.UserId
        : name.SequenceEqual("itemId"u8) ? EventField.ItemId
        : name.SequenceEqual("sentAt"u8) ? EventField.SentAt
        : name.SequenceEqual("events"u8) ? EventField.Events
        : name.SequenceEqual("params"u8) ? EventField.Nested
        : EventField.Unknown;

    private static EventField FindOf7(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("item_id"u8) ? EventField.ItemId
        : name.SequenceEqual("user_id"u8) ? EventField.UserId
        : name.SequenceEqual("sent_at"u8) ? EventField.SentAt
        : name.SequenceEqual("eventId"u8) ? EventField.EventId
        : name.SequenceEqual("country"u8) ? EventField.Country
        : name.SequenceEqual("context"u8) ? EventField.Place
        : EventField.Unknown;

    private static EventField FindOf8(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("event_id"u8) ? EventField.EventId
        : name.SequenceEqual("quantity"u8) ? EventField.Quantity
        : name.SequenceEqual("category"u8) ? EventField.Category
        : name.SequenceEqual("products"u8) ? EventField.Items
        : name.SequenceEqual("location"u8) ? EventField.Place
        : EventField.Unknown;

    private static EventField FindOf9(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("timestamp"u8) ? EventField.Timestamp
        : name.SequenceEqual("messageId"u8) ? EventField.EventId
        : name.SequenceEqual("sessionId"u8) ? EventField.SessionId
        : name.SequenceEqual("productId"u8) ? EventField.ItemId
        : name.SequenceEqual("client_id"u8) ? EventField.ClientId
        : name.SequenceEqual("ecommerce"u8) ? EventField.Nested
        : EventField.Unknown;

    private static EventField FindOf10(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("event_type"u8) ? EventField.EventType
        : name.SequenceEqual("session_id"u8) ? EventField.SessionId
        : name.SequenceEqual("event_name"u8) ? EventField.EventType
        : name.SequenceEqual("product_id"u8) ? EventField.ItemId
        : name.SequenceEqual("properties"u8) ? EventField.Nested
        : name.SequenceEqual("country_id"u8) ? EventField.Country
        : EventField.Unknown;

    private static EventField FindOf11(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("anonymousId"u8) ? EventField.AnonymousId
        : name.SequenceEqual("data_base64"u8) ? EventField.Binary
        : name.SequenceEqual("geo_country"u8) ? EventField.Country
        : EventField.Unknown;

    private static EventField FindOf12(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("anonymous_id"u8) ? EventField.AnonymousId
        : name.SequenceEqual("event_params"u8) ? EventField.Parameters
        : EventField.Unknown;

    private static EventField FindOf13(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("item_category"u8) ? EventField.Category
        : name.SequenceEqual("domain_userid"u8) ? EventField.AnonymousId
        : name.SequenceEqual("ga_session_id"u8) ? EventField.SessionId
        : name.SequenceEqual("user_location"u8) ? EventField.Place
        : EventField.Unknown;

    private static EventField FindLong(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("user_pseudo_id"u8) ? EventField.AnonymousId
        : name.SequenceEqual("event_timestamp"u8) ? EventField.TimestampMicros
        : name.SequenceEqual("timestamp_micros"u8) ? EventField.TimestampMicros
        : name.SequenceEqual("domain_sessionid"u8) ? EventField.SessionId
        : name.SequenceEqual("dvce_sent_tstamp"u8) ? EventField.SentAt
        : name.SequenceEqual("originalTimestamp"u8) ? EventField.Corrected
        : name.SequenceEqual("dvce_created_tstamp"u8) ? EventField.Timestamp
        : name.StartsWith("contexts_com_snowplowanalytics_snowplow_ecommerce_product_"u8) ? EventField.Items
        : name.StartsWith("unstruct_event_com_snowplowanalytics_snowplow_ecommerce_"u8) ? EventField.Nested
        : EventField.Unknown;
}
