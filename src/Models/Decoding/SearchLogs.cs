using System.Text.Json;
using StreamReco.Models.Events;
using StreamReco.Models.Text;

namespace StreamReco.Models.Decoding;

/// <summary>
/// Events of search back ends, whose fields mean something else than those of trackers: OpenSearch UBI 1.3 (queries and events),
/// Algolia Insights, Meilisearch and Luigi's Box. Read only where an event has no type, no person or no item by the names of the
/// others.
/// </summary>
internal static class SearchLogs
{
    /// <summary>Actions of UBI's samples and their types; others by the names of trackers.</summary>
    private static readonly Dictionary<string, EventType> _actions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["click"] = EventType.SelectItem,
        ["item_click"] = EventType.SelectItem,
        ["product_click"] = EventType.SelectItem,
        ["impression"] = EventType.ViewItemList,
        ["on_search"] = EventType.Search,
    };

    /// <summary>Reads an event of one of these forms.</summary>
    /// <param name="value">The record.</param>
    /// <param name="receivedMs">When it was received: the time of an event that says none; null where that is not known.</param>
    /// <param name="limits">Bounds of an event.</param>
    /// <param name="click">Takes the event, whatever it held before.</param>
    /// <param name="failure">Why it is no click, or null.</param>
    /// <returns>False where the record is of another form.</returns>
    public static bool TryRead(
        ReadOnlySpan<byte> value, long? receivedMs, EventLimits limits, ClickEvent click, out ValidationFailure? failure)
    {
        failure = null;
        if (!ForeignForms.IsSearchLog(value))
        {
            return false;
        }

        using var document = JsonDocument.Parse(value.ToArray());
        var record = document.RootElement;
        if (record.TryGetProperty("events", out var events) && events.ValueKind == JsonValueKind.Array && events.GetArrayLength() == 1)
        {
            record = events[0];
        }

        var said = click.Consent;
        click.Clear();
        click.Consent = said; // it counts in events of every form
        (click.HasEventId, click.EventIdHash) = (true, ContentHash.Of(value)); // neither form has an id
        var first = 0;
        (failure, first) =
            record.TryGetProperty("userToken", out _) ? (ReadAlgolia(record, limits, click), limits.Positions.Algolia)
            : record.TryGetProperty("indexUid", out _) ? (CloudSearchLogs.ReadMeilisearch(record, limits, click), limits.Positions.Meilisearch)
            : record.TryGetProperty("tracker_id", out _) ? (CloudSearchLogs.ReadLuigisBox(record, limits, click), limits.Positions.LuigisBox)
            : (ReadUbi(record, limits, click), limits.Positions.Ubi);
        if (failure is null)
        {
            SearchFields.Settle(click, first);
            click.EventTimeMs = click.EventTimeMs == long.MinValue ? receivedMs ?? long.MinValue : click.EventTimeMs;
        }

        return true;
    }

    private static ValidationFailure? ReadUbi(JsonElement record, EventLimits limits, ClickEvent click)
    {
        click.SetUserId(Text(record, "user_id", limits) ?? Text(record, "client_id", limits) ?? Text(record, "session_id", limits) ?? "");
        click.SetSearchId(Text(record, "query_id", limits) ?? "");
        click.EventTimeMs = TimeOf(record);
        if (Text(record, "user_query", limits) is { } query)
        {
            click.Type = EventType.Search;
            click.SetQuery(query);
            return AddItems(record, "query_response_hit_ids", null, limits, click);
        }

        var action = Text(record, "action_name", limits) ?? "";
        if (!_actions.TryGetValue(action, out var type) && !EventTypes.TryParse(action, out type))
        {
            return ValidationFailure.OfPassedOver(action.Length > 0 ? action : "ubi"); // action names are free text
        }

        click.Type = type;
        if (record.TryGetProperty("event_attributes", out var attributes) && attributes.ValueKind == JsonValueKind.Object)
        {
            ReadObject(attributes, limits, click);
        }

        return click.Items.Count == 0 && EventTypes.NeedsItem(type) ? ValidationFailure.OfPassedOver(action) : null;
    }

    private static void ReadObject(JsonElement attributes, EventLimits limits, ClickEvent click)
    {
        if (!attributes.TryGetProperty("object", out var item) || item.ValueKind != JsonValueKind.Object
            || Text(item, "object_id", limits) is not { } id)
        {
            return;
        }

        var position = attributes.TryGetProperty("position", out var place) && place.ValueKind == JsonValueKind.Object
            && place.TryGetProperty("ordinal", out var ordinal) && ordinal.ValueKind == JsonValueKind.Number
            && ordinal.TryGetInt32(out var number) && number is >= 0 and < int.MaxValue ? number + 1 : 0;
        click.AddItem(new ItemTouch(id, null, double.NaN, 1) { Position = position });
    }

    private static ValidationFailure? ReadAlgolia(JsonElement record, EventLimits limits, ClickEvent click)
    {
        click.SetUserId(Text(record, "authenticatedUserToken", limits) ?? Text(record, "userToken", limits) ?? "");
        click.SetSearchId(Text(record, "queryID", limits) ?? "");
        click.EventTimeMs = TimeOf(record);
        var (kind, subtype) = (Text(record, "eventType", limits), Text(record, "eventSubtype", limits));
        click.Type = (kind, subtype) switch
        {
            ("click", _) => EventType.SelectItem,
            ("view", _) => EventType.ViewItemList,
            ("conversion", "addToCart") => EventType.AddToCart,
            ("conversion", "purchase") => EventType.Purchase,
            _ => EventType.None,
        };
        return click.Type == EventType.None ? ValidationFailure.OfPassedOver(kind ?? "algolia")
            : AddItems(record, "objectIDs", "positions", limits, click)
            ?? (click.Items.Count == 0 && EventTypes.NeedsItem(click.Type) ? ValidationFailure.OfPassedOver(kind!) : null);
    }

    /// <summary>A list of ids, with their positions in a list beside it or by their order.</summary>
    private static ValidationFailure? AddItems(JsonElement record, string ids, string? positions, EventLimits limits, ClickEvent click)
    {
        if (!record.TryGetProperty(ids, out var list) || list.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var places = positions is not null && record.TryGetProperty(positions, out var given) && given.ValueKind == JsonValueKind.Array
            ? given : default;
        for (var i = 0; i < list.GetArrayLength() && i < limits.ItemsPerEventMax; i++)
        {
            if (TextOf(list[i], limits) is { } id)
            {
                var position = places.ValueKind == JsonValueKind.Array && i < places.GetArrayLength()
                    && places[i].ValueKind == JsonValueKind.Number && places[i].TryGetInt32(out var number) ? number + 1 : 0;
                click.AddItem(new ItemTouch(id, null, double.NaN, 1) { Position = Math.Max(0, position) });
            }
        }

        return null;
    }

    /// <summary>The time of an event, Unix milliseconds; <see cref="long.MinValue"/> where it says none.</summary>
    /// <param name="record">The event.</param>
    /// <param name="name">The field.</param>
    internal static long TimeOf(JsonElement record, string name = "timestamp")
    {
        if (!record.TryGetProperty(name, out var value))
        {
            return long.MinValue;
        }

        var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(value.GetRawText()));
        reader.Read();
        return EventTime.TryRead(ref reader, out var timeMs, out _) ? timeMs : long.MinValue;
    }

    /// <summary>A text or number of an event; null where there is none.</summary>
    internal static string? Text(JsonElement record, string name, EventLimits limits) =>
        record.TryGetProperty(name, out var value) ? TextOf(value, limits) : null;

    private static string? TextOf(JsonElement value, EventLimits limits)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
        return text is null || text.Length > limits.IdCharsMax || MissingWords.IsMissing(text) ? null : text;
    }
}
