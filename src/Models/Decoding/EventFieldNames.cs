namespace StreamReco.Models.Decoding;

/// <summary>
/// Field names: ours (after GA4 e-commerce) and those of GA4, Segment, Snowplow and CloudEvents, each with its rank.
/// <c>docs/INPUTS.md</c> lists the same order.
/// </summary>
internal static class EventFieldNames
{
    /// <summary>The field of a name, by length first: no hashing and no allocation.</summary>
    public static NamedField Find(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 => name.SequenceEqual("id"u8) ? new(EventField.Id) : default,
        3 => name.SequenceEqual("sku"u8) ? new(EventField.ItemId, 5)
            : name.SequenceEqual("geo"u8) ? new(EventField.Place, 1)
            : default,
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
        14 => FindOf14(name),
        _ => FindLong(name),
    };

    private static NamedField FindOf4(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("data"u8) ? new(EventField.Data)
        : name.SequenceEqual("type"u8) ? new(EventField.Kind)
        : name.SequenceEqual("name"u8) ? new(EventField.Name)
        : name.SequenceEqual("time"u8) ? new(EventField.Timestamp, 3)
        : default;

    private static NamedField FindOf5(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("items"u8) ? new(EventField.Items)
        : name.SequenceEqual("price"u8) ? new(EventField.Price)
        : name.SequenceEqual("event"u8) ? new(EventField.EventType, 3)
        : name.SequenceEqual("batch"u8) ? new(EventField.Events)
        : name.SequenceEqual("index"u8) ? new(EventField.Position)
        : name.SequenceEqual("query"u8) ? new(EventField.Query)
        : name.SequenceEqual("terms"u8) ? new(EventField.Query, 2)
        : default;

    private static NamedField FindOf6(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("userId"u8) ? new(EventField.Person, 1)
        : name.SequenceEqual("itemId"u8) ? new(EventField.ItemId, 1)
        : name.SequenceEqual("sentAt"u8) ? new(EventField.SentAt, 1)
        : name.SequenceEqual("events"u8) ? new(EventField.Events)
        : name.SequenceEqual("params"u8) ? new(EventField.Attributes)
        : name.SequenceEqual("source"u8) ? new(EventField.Source)
        : default;

    private static NamedField FindOf7(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("item_id"u8) ? new(EventField.ItemId)
        : name.SequenceEqual("user_id"u8) ? new(EventField.Person)
        : name.SequenceEqual("sent_at"u8) ? new(EventField.SentAt)
        : name.SequenceEqual("eventId"u8) ? new(EventField.EventId, 1)
        : name.SequenceEqual("country"u8) ? new(EventField.Country)
        : name.SequenceEqual("context"u8) ? new(EventField.Place)
        : name.SequenceEqual("consent"u8) ? new(EventField.Consent)
        : name.SequenceEqual("results"u8) ? new(EventField.Results)
        : name.SequenceEqual("queryID"u8) ? new(EventField.SearchId, 2)
        : name.SequenceEqual("queryId"u8) ? new(EventField.SearchId, 3)
        : default;

    private static NamedField FindOf8(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("event_id"u8) ? new(EventField.EventId)
        : name.SequenceEqual("quantity"u8) ? new(EventField.Quantity)
        : name.SequenceEqual("category"u8) ? new(EventField.Category, 1)
        : name.SequenceEqual("products"u8) ? new(EventField.Items, 1)
        : name.SequenceEqual("location"u8) ? new(EventField.Place, 2)
        : name.SequenceEqual("position"u8) ? new(EventField.Position, 1)
        : name.SequenceEqual("query_id"u8) ? new(EventField.SearchId, 1)
        : default;

    private static NamedField FindOf9(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("timestamp"u8) ? new(EventField.Timestamp)
        : name.SequenceEqual("messageId"u8) ? new(EventField.EventId, 2)
        : name.SequenceEqual("sessionId"u8) ? new(EventField.SessionId, 1)
        : name.SequenceEqual("productId"u8) ? new(EventField.ItemId, 3)
        : name.SequenceEqual("client_id"u8) ? new(EventField.ClientId)
        : name.SequenceEqual("eventType"u8) ? new(EventField.EventType, 1)
        : name.SequenceEqual("ecommerce"u8) ? new(EventField.Attributes)
        : name.SequenceEqual("search_id"u8) ? new(EventField.SearchId)
        : default;

    private static NamedField FindOf10(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("event_type"u8) ? new(EventField.EventType)
        : name.SequenceEqual("session_id"u8) ? new(EventField.SessionId)
        : name.SequenceEqual("event_name"u8) ? new(EventField.EventType, 2)
        : name.SequenceEqual("product_id"u8) ? new(EventField.ItemId, 2)
        : name.SequenceEqual("properties"u8) ? new(EventField.Properties)
        : name.SequenceEqual("country_id"u8) ? new(EventField.Country, 2)
        : name.SequenceEqual("previousId"u8) ? new(EventField.PreviousId)
        : default;

    private static NamedField FindOf11(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("anonymousId"u8) ? new(EventField.Person, NamedField.Anonymous + 1)
        : name.SequenceEqual("specversion"u8) ? new(EventField.CloudEvent)
        : name.SequenceEqual("data_base64"u8) ? new(EventField.Binary)
        : name.SequenceEqual("geo_country"u8) ? new(EventField.Country, 1)
        : name.SequenceEqual("search_term"u8) ? new(EventField.Query, 1)
        : default;

    private static NamedField FindOf12(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("anonymous_id"u8) ? new(EventField.Person, NamedField.Anonymous)
        : name.SequenceEqual("event_params"u8) ? new(EventField.Parameters)
        : name.SequenceEqual("privacy_info"u8) ? new(EventField.Consent)
        : default;

    private static NamedField FindOf13(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("item_category"u8) ? new(EventField.Category)
        : name.SequenceEqual("domain_userid"u8) ? new(EventField.Person, NamedField.Anonymous + 3)
        : name.SequenceEqual("ga_session_id"u8) ? new(EventField.SessionId, 2)
        : name.SequenceEqual("user_location"u8) ? new(EventField.Place, 3)
        : default;

    private static NamedField FindOf14(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("user_pseudo_id"u8) ? new(EventField.Person, NamedField.Anonymous + 2)
        : name.SequenceEqual("network_userid"u8) ? new(EventField.Person, NamedField.Anonymous + 4)
        : name.SequenceEqual("derived_tstamp"u8) ? new(EventField.Timestamp, NamedField.CorrectedTime)
        : default;

    private static NamedField FindLong(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("event_timestamp"u8) ? new(EventField.Timestamp, 2)
        : name.SequenceEqual("timestamp_micros"u8) ? new(EventField.Timestamp, 1)
        : name.SequenceEqual("domain_sessionid"u8) ? new(EventField.SessionId, 3)
        : name.SequenceEqual("dvce_sent_tstamp"u8) ? new(EventField.SentAt, 2)
        : name.SequenceEqual("collector_tstamp"u8) ? new(EventField.Timestamp, NamedField.CorrectedTime + 1)
        : name.SequenceEqual("recommendation_id"u8) ? new(EventField.RecommendationId)
        : name.SequenceEqual("recommendationId"u8) ? new(EventField.RecommendationId, 1)
        : name.SequenceEqual("originalTimestamp"u8) ? new(EventField.Timestamp, NamedField.OriginalTime)
        : name.SequenceEqual("dvce_created_tstamp"u8) ? new(EventField.Timestamp, 4)
        : name.StartsWith("unstruct_event_com_snowplowanalytics_snowplow_consent_withdrawn_"u8) ? new(EventField.Consent, ConsentReader.Withdrawal)
        : name.StartsWith("unstruct_event_com_snowplowanalytics_snowplow_consent_preferences_"u8)
            || name.StartsWith("contexts_com_snowplowanalytics_snowplow_consent_preferences_"u8) ? new(EventField.Consent)
        : name.StartsWith("contexts_com_snowplowanalytics_snowplow_ecommerce_product_"u8) ? new(EventField.Items, 2)
        : name.StartsWith("unstruct_event_com_snowplowanalytics_snowplow_ecommerce_"u8) ? new(EventField.Action)
        : name.StartsWith("unstruct_event_com_snowplowanalytics_snowplow_site_search_"u8) ? new(EventField.Attributes)
        : default;
}
