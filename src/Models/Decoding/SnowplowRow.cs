using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace StreamReco.Models.Decoding;

/// <summary>
/// Turns a row of Snowplow's enriched events (tab-separated columns, as its enrichment writes them) into the JSON that its analytics
/// SDK makes of it: columns under their names, the self-describing event as <c>unstruct_event_VENDOR_NAME_MODEL</c>, entities as
/// <c>contexts_VENDOR_NAME_MODEL</c>. Reused from row to row; not thread-safe.
/// </summary>
internal sealed class SnowplowRow
{
    private const byte Tab = (byte)'\t';

    private readonly ArrayBufferWriter<byte> _json = new();
    private readonly Dictionary<string, List<JsonElement>> _entities = new(StringComparer.Ordinal);
    private readonly List<JsonDocument> _documents = [];

    /// <summary>The JSON of the row last read, lent until the next one.</summary>
    public ReadOnlySpan<byte> Json => _json.WrittenSpan;

    /// <summary>Whether a record is such a row: it is no JSON and has as many columns.</summary>
    public static bool Is(ReadOnlySpan<byte> value) =>
        value[0] != (byte)'{' && value.Count(Tab) == SnowplowColumns.Count - 1;

    /// <summary>Reads a row.</summary>
    /// <returns>Null, or why it cannot be read.</returns>
    public ValidationFailure? Read(ReadOnlySpan<byte> row)
    {
        _json.ResetWrittenCount();
        _entities.Clear();
        try
        {
            using var writer = new Utf8JsonWriter(_json);
            return WriteColumns(writer, row);
        }
        finally
        {
            _documents.ForEach(document => document.Dispose());
            _documents.Clear();
        }
    }

    private ValidationFailure? WriteColumns(Utf8JsonWriter writer, ReadOnlySpan<byte> row)
    {
        writer.WriteStartObject();
        for (var column = 0; column < SnowplowColumns.Count; column++)
        {
            var end = row.IndexOf(Tab);
            var text = end < 0 ? row.TrimEnd("\r\n"u8) : row[..end];
            row = end < 0 ? [] : row[(end + 1)..];
            if (!text.IsEmpty && WriteColumn(writer, column, text) is { } refused)
            {
                return refused;
            }
        }

        foreach (var (name, list) in _entities)
        {
            writer.WriteStartArray(name);
            list.ForEach(fields => fields.WriteTo(writer));
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.Flush();
        return null;
    }

    private ValidationFailure? WriteColumn(Utf8JsonWriter writer, int column, ReadOnlySpan<byte> text)
    {
        if (!Utf8.IsValid(text))
        {
            return Refuse(column, "is not UTF-8");
        }

        if (column is not (SnowplowColumns.Contexts or SnowplowColumns.UnstructEvent or SnowplowColumns.DerivedContexts))
        {
            writer.WriteString(SnowplowColumns.EncodedNameOf(column), text);
            return null;
        }

        try
        {
            var document = JsonDocument.Parse(Encoding.UTF8.GetString(text));
            _documents.Add(document);
            return TryDescribe(writer, column, document.RootElement) ? null : Refuse(column, "is no self-describing JSON (schema and data)");
        }
        catch (JsonException e)
        {
            return Refuse(column, $"is not JSON: {e.Message}");
        }
    }

    /// <summary>The outer schema says what the column is; what it holds says its own schema.</summary>
    private bool TryDescribe(Utf8JsonWriter writer, int column, JsonElement outer)
    {
        if (!TryReadData(outer, out var data))
        {
            return false;
        }

        if (column != SnowplowColumns.UnstructEvent)
        {
            return data.ValueKind == JsonValueKind.Array && data.EnumerateArray().All(TryAddEntity);
        }

        if (!TryRead(data, "unstruct_event", out var name, out var action))
        {
            return false;
        }

        writer.WritePropertyName(name);
        action.WriteTo(writer);
        return true;
    }

    private bool TryAddEntity(JsonElement entity)
    {
        if (!TryRead(entity, "contexts", out var name, out var fields))
        {
            return false;
        }

        if (!_entities.TryGetValue(name, out var list))
        {
            _entities.Add(name, list = []);
        }

        list.Add(fields);
        return true;
    }

    private static bool TryRead(JsonElement json, string prefix, out string name, out JsonElement data)
    {
        name = "";
        if (!TryReadData(json, out data) || !json.TryGetProperty("schema", out var schema) || schema.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        name = NameOf(prefix, schema.GetString()!);
        return name.Length > 0;
    }

    private static bool TryReadData(JsonElement json, out JsonElement data)
    {
        data = default;
        return json.ValueKind == JsonValueKind.Object && json.TryGetProperty("data", out data);
    }

    /// <summary><c>iglu:com.acme/someName/jsonschema/1-0-2</c> is <c>PREFIX_com_acme_some_name_1</c>; empty for another form.</summary>
    private static string NameOf(string prefix, string schema)
    {
        const string Scheme = "iglu:";
        if (!schema.StartsWith(Scheme, StringComparison.Ordinal) || schema[Scheme.Length..].Split('/') is not { Length: 4 } parts
            || parts[3].Split('-')[0] is not { Length: > 0 } model)
        {
            return "";
        }

        var name = new StringBuilder(prefix).Append('_').Append(parts[0]).Append('_');
        for (var i = 0; i < parts[1].Length; i++)
        {
            var isWord = i > 0 && char.IsAsciiLetterUpper(parts[1][i]) && !char.IsAsciiLetterUpper(parts[1][i - 1]) && parts[1][i - 1] != '_';
            name.Append(isWord ? "_" : "").Append(parts[1][i]);
        }

        return name.Append('_').Append(model).Replace('.', '_').Replace('-', '_').ToString().ToLowerInvariant();
    }

    private static ValidationFailure Refuse(int column, string why) => new(
        FailureType.Malformed, null,
        $"The record is a row of Snowplow's enriched events, and its column {column + 1} ({SnowplowColumns.NameOf(column)}) {why}.");
}
