using System.Text.Json;
using StreamReco.Models.Framing;

namespace StreamReco.Models.Decoding;

/// <summary>Forms that are no events of ours and that a sender can be told how to change.</summary>
internal static class ForeignForms
{
    /// <summary>Rows of Snowplow's enriched events that lost some columns; no text of another kind has this many tabs.</summary>
    private const int SnowplowTabsMin = 100;

    /// <summary>Names of a record's outermost object that tell a form apart.</summary>
    [Flags]
    private enum Names
    {
        None = 0,
        Schema = 1,
        Payload = 2,
        ActionName = 4,
        QueryId = 8,
        EventAttributes = 16,
        UserToken = 32,
        ObjectIds = 64,
        VisitorId = 128,
        ProductDetails = 256,
        UserInfo = 512,
        UserQuery = 1024,
        EventType = 2048,
        EventList = 4096,
        IndexUid = 8192,
        TrackerId = 16384,
        Lists = 32768,
        Action = 65536,
    }

    /// <summary>A record that is not JSON.</summary>
    /// <returns>Why the record is refused, or null when its form is none of these.</returns>
    public static ValidationFailure? OfText(ReadOnlySpan<byte> value)
    {
        if (FramedRecord.Is(value))
        {
            return new ValidationFailure(
                FailureType.Malformed,
                null,
                $"The record has Schema Registry's framing (magic byte 0, schema {FramedRecord.SchemaOf(value)}), and no schemas are known: set "
                + "Schemas:Registry or Schemas:Folder; or write plain JSON: in Kafka Connect "
                + "value.converter=org.apache.kafka.connect.json.JsonConverter with schemas.enable=false, in a producer a string "
                + "serializer in place of the registry's.");
        }

        var tabs = value.Count((byte)'\t');
        return tabs < SnowplowTabsMin ? null : new ValidationFailure(
            FailureType.Malformed,
            null,
            $"The record is text with {tabs + 1} columns; Snowplow's enriched events have {SnowplowColumns.Count}: send them as its enrichment "
            + "writes them, or the JSON that its analytics SDK makes of them.");
    }

    /// <summary>Whether a JSON object is an event of a search back end that <see cref="SearchLogs"/> reads.</summary>
    public static bool IsSearchLog(ReadOnlySpan<byte> value)
    {
        var names = NamesOf(value);
        if (Has(names, Names.EventList) && names == Names.EventList)
        {
            names = NamesOf(FirstOfList(value));
        }

        return (Has(names, Names.ActionName) && HasAny(names, Names.QueryId | Names.EventAttributes))
            || Has(names, Names.UserQuery | Names.QueryId)
            || Has(names, Names.UserToken | Names.EventType)
            || Has(names, Names.IndexUid | Names.EventType)
            || (Has(names, Names.TrackerId) && HasAny(names, Names.Lists | Names.Action));
    }

    /// <summary>A record that is JSON and no object.</summary>
    public static ValidationFailure OfValue(ref Utf8JsonReader reader) => new(FailureType.Malformed, null, reader.TokenType switch
    {
        JsonTokenType.StartArray => "The record is a JSON array; a record is one event, so each needs a record of its own.",
        JsonTokenType.String when reader.ValueSpan.StartsWith("{"u8) =>
            "The record is a JSON text that holds an object: it was serialized twice; send the object itself.",
        _ => "The record is JSON, but not an object.",
    });

    /// <summary>A JSON object that names no event or nobody.</summary>
    /// <returns>Why the record is refused, or null when its form is none of these.</returns>
    public static ValidationFailure? OfJson(ReadOnlySpan<byte> value)
    {
        var names = NamesOf(value);
        return Has(names, Names.Schema | Names.Payload) ? Refuse(
                "payload",
                "The record is an envelope of Kafka Connect (schema and payload); set value.converter.schemas.enable=false so that "
                + "the event stands alone.")
            : Has(names, Names.ObjectIds) ? Refuse(
                "userToken", "The record is an event of Algolia Insights without userToken or eventType; send both.")
            : Has(names, Names.VisitorId) && HasAny(names, Names.ProductDetails | Names.UserInfo) ? Refuse(
                "event_type",
                "The record is a user event of Google Retail; send event_id, event_type (detail-page-view is view_item, "
                + "purchase-complete is purchase), visitorId as anonymous_id, eventTime as timestamp, and productDetails as items "
                + "with product.id as item_id.")
            : null;
    }

    private static bool Has(Names names, Names all) => (names & all) == all;

    private static bool HasAny(Names names, Names some) => (names & some) != Names.None;

    private static ValidationFailure Refuse(string field, string message) => new(FailureType.Invalid, field, message);

    /// <summary>The first element of the list that an object holds alone.</summary>
    private static ReadOnlySpan<byte> FirstOfList(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value);
        while (reader.Read() && reader.TokenType != JsonTokenType.StartArray)
        {
            // Up to the list.
        }

        var isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return isObject ? value[start..(int)reader.BytesConsumed] : "{}"u8;
    }

    private static Names NamesOf(ReadOnlySpan<byte> value)
    {
        var names = Names.None;
        var reader = new Utf8JsonReader(value);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            names |= NameOf(reader.ValueSpan);
            reader.Skip();
        }

        return names;
    }

    private static Names NameOf(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("schema"u8) ? Names.Schema
        : name.SequenceEqual("payload"u8) ? Names.Payload
        : name.SequenceEqual("action_name"u8) ? Names.ActionName
        : name.SequenceEqual("query_id"u8) ? Names.QueryId
        : name.SequenceEqual("event_attributes"u8) ? Names.EventAttributes
        : name.SequenceEqual("userToken"u8) ? Names.UserToken
        : name.SequenceEqual("objectIDs"u8) ? Names.ObjectIds
        : name.SequenceEqual("visitorId"u8) ? Names.VisitorId
        : name.SequenceEqual("productDetails"u8) ? Names.ProductDetails
        : name.SequenceEqual("userInfo"u8) ? Names.UserInfo
        : name.SequenceEqual("user_query"u8) ? Names.UserQuery
        : name.SequenceEqual("eventType"u8) ? Names.EventType
        : name.SequenceEqual("events"u8) ? Names.EventList
        : name.SequenceEqual("indexUid"u8) ? Names.IndexUid
        : name.SequenceEqual("tracker_id"u8) ? Names.TrackerId
        : name.SequenceEqual("lists"u8) ? Names.Lists
        : name.SequenceEqual("action"u8) ? Names.Action
        : Names.None;
}
