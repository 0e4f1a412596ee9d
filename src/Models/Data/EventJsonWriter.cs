using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamReco.Models.Events;
using StreamReco.Models.Items;

namespace StreamReco.Models.Data;

/// <summary>
/// Writes events in the contract of <c>docs/schemas/event.schema.json</c>, one JSON object each, without a line end.
/// Reuses one writer: not thread-safe.
/// </summary>
public sealed class EventJsonWriter : IDisposable
{
    private static readonly JsonEncodedText[] _types =
        [.. Enum.GetValues<EventType>().Select(type => JsonEncodedText.Encode(EventTypes.NameOf(type)))];

    private readonly EventItem[] _single = new EventItem[1];
    private readonly Utf8JsonWriter _json = new(
        Stream.Null,
        new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    /// <summary>Appends a historic click to <paramref name="output"/>.</summary>
    /// <param name="output">Where the UTF-8 bytes go.</param>
    /// <param name="click">The click; an empty item id gives an event without items.</param>
    /// <param name="item">What the catalog says of the item, or null.</param>
    /// <param name="eventId">Unique for the click.</param>
    public void Write(IBufferWriter<byte> output, in HistoricClick click, CatalogItem? item, string eventId)
    {
        _single[0] = item is null ? new EventItem(click.ItemId) : EventItem.Of(item);
        IReadOnlyList<EventItem> items = click.ItemId.Length == 0 ? [] : _single;
        Write(output, new EventDraft(eventId, click.Type, click.UserId, click.SessionId, click.TimeMs, items));
    }

    /// <summary>Appends an event to <paramref name="output"/>.</summary>
    public void Write(IBufferWriter<byte> output, in EventDraft draft)
    {
        _json.Reset(output);
        _json.WriteStartObject();
        _json.WriteString("event_id"u8, draft.EventId);
        _json.WriteString("event_type"u8, _types[(int)draft.Type]);
        _json.WriteString("user_id"u8, draft.UserId);
        WriteUnlessEmpty("session_id"u8, draft.SessionId);
        WriteItems(draft.Items);
        WriteUnlessEmpty("query"u8, draft.Query);
        WriteUnlessEmpty("search_id"u8, draft.SearchId);
        if (draft.Results is { } results)
        {
            _json.WriteNumber("results"u8, results);
        }

        _json.WriteNumber("timestamp"u8, draft.TimeMs);
        _json.WriteEndObject();
        _json.Flush();
    }

    public void Dispose() => _json.Dispose();

    private void WriteItems(IReadOnlyList<EventItem> items)
    {
        if (items.Count == 0)
        {
            return;
        }

        _json.WriteStartArray("items"u8);
        for (var i = 0; i < items.Count; i++)
        {
            WriteItem(items[i]);
        }

        _json.WriteEndArray();
    }

    private void WriteItem(in EventItem item)
    {
        _json.WriteStartObject();
        _json.WriteString("item_id"u8, item.ItemId);
        WriteUnlessEmpty("item_category"u8, item.Category);
        WriteUnlessEmpty("item_brand"u8, item.Brand);
        if (double.IsFinite(item.Price))
        {
            _json.WriteNumber("price"u8, item.Price);
        }

        _json.WriteNumber("quantity"u8, item.Quantity);
        if (item.Position > 0)
        {
            _json.WriteNumber("index"u8, item.Position);
        }

        _json.WriteEndObject();
    }

    private void WriteUnlessEmpty(ReadOnlySpan<byte> name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            _json.WriteString(name, value);
        }
    }
}
