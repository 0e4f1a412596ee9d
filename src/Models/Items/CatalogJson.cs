using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamReco.Models.Text;

namespace StreamReco.Models.Items;

/// <summary>
/// Records of the catalog, of the topic and of files, in the contract of <c>docs/schemas/catalog-item.schema.json</c>.
/// Each field is taken by itself: what cannot be read is left out, and the rest of the record counts. Unknown fields are
/// passed over. A tombstone has no bytes: telling it apart is the caller's matter.
/// </summary>
public static class CatalogJson
{
    /// <summary>Longest text of a record in characters; longer ones are errors or attacks.</summary>
    public const int TextCharsMax = 1024;

    /// <summary>Most attributes of an item.</summary>
    public const int AttributesMax = 64;

    /// <summary>A description is cut here: what comes later hardly says what the item is.</summary>
    public const int DescriptionCharsMax = 4096;

    private const string NotJson = "The record is not JSON.";

    private static readonly JsonWriterOptions _options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Appends the record to <paramref name="output"/>; what is unknown is left out.</summary>
    public static void Write(IBufferWriter<byte> output, CatalogItem item)
    {
        using var json = new Utf8JsonWriter(output, _options);
        json.WriteStartObject();
        json.WriteString("item_id"u8, item.ItemId);
        json.WriteString("name"u8, item.Name);
        if (item.Category is not null)
        {
            json.WriteString("category"u8, item.Category);
        }

        if (item.Brand is not null)
        {
            json.WriteString("brand"u8, item.Brand);
        }

        if (double.IsFinite(item.Price))
        {
            json.WriteNumber("price"u8, item.Price);
        }

        json.WriteBoolean("available"u8, item.Available);
        WriteContent(json, item);
        json.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter json, CatalogItem item)
    {
        if (item.Description is not null)
        {
            json.WriteString("description"u8, item.Description);
        }

        if (item.Codes.Count > 0)
        {
            json.WriteStartArray("codes"u8);
            foreach (var code in item.Codes)
            {
                json.WriteStringValue(code);
            }

            json.WriteEndArray();
        }

        if (item.Attributes.Count > 0)
        {
            json.WriteStartArray("attributes"u8);
            foreach (var attribute in item.Attributes)
            {
                json.WriteStringValue(attribute);
            }

            json.WriteEndArray();
        }

        if (!item.Vector.IsEmpty)
        {
            json.WriteStartArray("vector"u8);
            foreach (var value in item.Vector.Span)
            {
                json.WriteNumberValue(value);
            }

            json.WriteEndArray();
        }
    }

    /// <summary>Reads a record. Never throws, whatever the bytes are.</summary>
    /// <param name="json">The record's value.</param>
    /// <param name="key">The record's key as <see cref="KeyOf"/> reads it: the item's id where the value names none.</param>
    public static CatalogReading Read(ReadOnlySpan<byte> json, string? key = null)
    {
        var draft = new CatalogDraft();
        var reason = TryRead(json, draft);
        if (reason == NotJson && BareNumbers.ToNulls(json) is { } repaired)
        {
            draft = new CatalogDraft();
            reason = TryRead(repaired, draft);
            draft.Note("record", "has a bare NaN or Infinity, read as null");
        }

        var itemId = draft.ItemId.Length > 0 ? draft.ItemId : key ?? "";
        reason ??= itemId.Length == 0 ? "item_id is missing."
            : itemId.Length > TextCharsMax ? $"item_id is longer than {TextCharsMax} characters." : null;
        return reason is null
            ? new CatalogReading(draft.ToItem(itemId), null, draft.Faults)
            : new CatalogReading(null, reason, draft.Faults);
    }

    /// <summary>
    /// A record's key as text. A key that is a JSON text, or an object that names an item, is what that says: serializers
    /// write <c>"i14"</c> with its quotes.
    /// </summary>
    /// <returns>Null where there is no key, or an empty one.</returns>
    public static string? KeyOf(ReadOnlySpan<byte> key)
    {
        if (!key.IsEmpty && key[0] == '{' && Read(key).Item is { } named)
        {
            return named.ItemId;
        }

        var text = Encoding.UTF8.GetString(key);
        if (text is ['"', .., '"'] && text.Length > 2)
        {
            var reader = new Utf8JsonReader(key);
            try
            {
                text = reader.Read() && reader.BytesConsumed == key.Length ? reader.GetString()! : text;
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                return text; // quotes that are no JSON belong to the id
            }
        }

        return MissingWords.IsMissing(text) ? null : text;
    }

    /// <returns>Null, or one sentence on why the record as a whole cannot be read.</returns>
    private static string? TryRead(ReadOnlySpan<byte> json, CatalogDraft draft)
    {
        try
        {
            return ReadObject(json.StartsWith(Encoding.UTF8.Preamble) ? json[Encoding.UTF8.Preamble.Length..] : json, draft);
        }
        catch (JsonException)
        {
            return NotJson;
        }
        catch (InvalidOperationException)
        {
            return "A name of the record is not UTF-8."; // how Utf8JsonReader reports it
        }
    }

    private static string? ReadObject(ReadOnlySpan<byte> json, CatalogDraft draft)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return "The record is not a JSON object.";
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            draft.ReadField(ref reader);
        }

        return reader.Read() ? "The record is not one JSON object." : null; // throws on text behind the object
    }
}
