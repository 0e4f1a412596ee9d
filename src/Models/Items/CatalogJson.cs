using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace StreamReco.Models.Items;

/// <summary>
/// Records of the catalog topic, in the contract of <c>docs/schemas/catalog-item.schema.json</c>. GA4's
/// <c>item_name</c>, <c>item_category</c> and <c>item_brand</c> are read as well; unknown fields are passed over. A
/// tombstone has no bytes: telling it apart is the caller's matter.
/// </summary>
public static class CatalogJson
{
    /// <summary>Longest text of a record in characters; longer ones are errors or attacks.</summary>
    public const int TextCharsMax = 1024;

    /// <summary>Most attributes of an item.</summary>
    public const int AttributesMax = 64;

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
    /// <param name="item">The item when the answer is true.</param>
    /// <param name="reason">One sentence on what is wrong when the answer is false.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out CatalogItem? item, [NotNullWhen(false)] out string? reason) =>
        TryRead(json, out item, out reason, out _);

    /// <inheritdoc cref="TryRead(ReadOnlySpan{byte}, out CatalogItem?, out string?)"/>
    /// <param name="json">The record's value.</param>
    /// <param name="item">The item when the answer is true.</param>
    /// <param name="reason">One sentence on what is wrong when the answer is false.</param>
    /// <param name="vectorFault">
    /// One sentence on what is wrong with the record's vector: the item is then read without. Null where nothing is.
    /// </param>
    public static bool TryRead(
        ReadOnlySpan<byte> json,
        [NotNullWhen(true)] out CatalogItem? item,
        [NotNullWhen(false)] out string? reason,
        out string? vectorFault)
    {
        (item, vectorFault) = (null, null);
        var draft = new Draft();
        try
        {
            reason = Read(json, ref draft);
        }
        catch (JsonException)
        {
            reason = "The record is not JSON.";
        }
        catch (InvalidOperationException)
        {
            reason = "A text of the record is not UTF-8."; // how Utf8JsonReader.GetString reports it
        }

        reason ??= string.IsNullOrEmpty(draft.ItemId) ? "item_id is missing." : null;
        if (reason is not null)
        {
            return false;
        }

        item = new CatalogItem(
            draft.ItemId!, draft.Name ?? draft.ItemId!, draft.Category, draft.Brand, draft.Price, draft.Available)
        {
            Attributes = draft.Attributes,
            Vector = draft.Vector.Length == 0 ? default : draft.Vector.AsMemory(),
        };
        vectorFault = draft.VectorFault;
        return true;
    }

    private static string? Read(ReadOnlySpan<byte> json, ref Draft draft)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return "The record is not a JSON object.";
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (ReadField(ref reader, ref draft) is { } reason)
            {
                return reason;
            }
        }

        return reader.Read() ? "The record is not one JSON object." : null; // throws on text behind the object
    }

    private static string? ReadField(ref Utf8JsonReader reader, ref Draft draft)
    {
        var field = FieldOf(ref reader);
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        switch (field)
        {
            case Field.ItemId:
                return ReadText(ref reader, "item_id", out draft.ItemId);
            case Field.Name:
                return ReadText(ref reader, "name", out draft.Name);
            case Field.Category:
                return ReadText(ref reader, "category", out draft.Category);
            case Field.Brand:
                return ReadText(ref reader, "brand", out draft.Brand);
            case Field.Price:
                return ReadPrice(ref reader, out draft.Price);
            case Field.Attributes:
                return ReadAttributes(ref reader, out draft.Attributes);
            case Field.Vector:
                draft.VectorFault = VectorJson.Read(ref reader, out draft.Vector);
                return null;
            case Field.Available when reader.TokenType is JsonTokenType.True or JsonTokenType.False:
                draft.Available = reader.GetBoolean();
                return null;
            case Field.Available:
                return "available must be true or false.";
            default:
                reader.Skip();
                return null;
        }
    }

    private static Field FieldOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("item_id"u8) ? Field.ItemId
        : reader.ValueTextEquals("name"u8) || reader.ValueTextEquals("item_name"u8) ? Field.Name
        : reader.ValueTextEquals("category"u8) || reader.ValueTextEquals("item_category"u8) ? Field.Category
        : reader.ValueTextEquals("brand"u8) || reader.ValueTextEquals("item_brand"u8) ? Field.Brand
        : reader.ValueTextEquals("price"u8) ? Field.Price
        : reader.ValueTextEquals("available"u8) ? Field.Available
        : reader.ValueTextEquals("attributes"u8) ? Field.Attributes
        : reader.ValueTextEquals("vector"u8) ? Field.Vector
        : Field.Unknown;

    private static string? ReadText(ref Utf8JsonReader reader, string field, out string? text)
    {
        text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return text is null ? $"{field} must be a string."
            : text.Length > TextCharsMax ? $"{field} is longer than {TextCharsMax} characters."
            : null;
    }

    private static string? ReadPrice(ref Utf8JsonReader reader, out double price)
    {
        price = double.NaN;
        var read = reader.TokenType == JsonTokenType.Number
            && Utf8Parser.TryParse(reader.ValueSpan, out price, out _)
            && double.IsFinite(price)
            && price >= 0;
        return read ? null : "price must be a number from 0.";
    }

    private static string? ReadAttributes(ref Utf8JsonReader reader, out string[] attributes)
    {
        attributes = [];
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return "attributes must be an array of strings.";
        }

        var read = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (ReadText(ref reader, "attributes", out var text) is { } reason)
            {
                return reason;
            }

            read.Add(text!);
        }

        attributes = [.. read];
        return read.Count > AttributesMax ? $"attributes holds more than {AttributesMax} strings." : null;
    }

    private enum Field
    {
        Unknown,
        ItemId,
        Name,
        Category,
        Brand,
        Price,
        Available,
        Attributes,
        Vector,
    }

    private struct Draft()
    {
        public string? ItemId;
        public string? Name;
        public string? Category;
        public string? Brand;
        public double Price = double.NaN;
        public bool Available = true;
        public string[] Attributes = [];
        public float[] Vector = [];
        public string? VectorFault;
    }
}
