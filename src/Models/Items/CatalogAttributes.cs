using System.Text.Json;

namespace StreamReco.Models.Items;

/// <summary>
/// What else a shop files an item under, as texts: a list of texts and numbers, one text, or an object, whose fields
/// become "name value".
/// </summary>
internal static class CatalogAttributes
{
    /// <summary>Reads the value that the reader stands at, all of it.</summary>
    /// <param name="reader">Stands at the value; at its last token afterwards.</param>
    /// <param name="attributes">What could be read, at most <see cref="CatalogJson.AttributesMax"/>.</param>
    /// <returns>Null, or the first thing that is wrong.</returns>
    public static string? Read(ref Utf8JsonReader reader, out List<string> attributes)
    {
        attributes = [];
        if (reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject))
        {
            return Add(ref reader, "", attributes);
        }

        string? fault = null;
        var name = "";
        for (var depth = reader.CurrentDepth; reader.Read() && reader.CurrentDepth > depth;)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    var unnamed = ReadName(ref reader, depth, out name);
                    fault ??= unnamed;
                    break;
                case JsonTokenType.EndArray or JsonTokenType.EndObject:
                    name = "";
                    break;
                case JsonTokenType.StartArray or JsonTokenType.StartObject when reader.CurrentDepth == depth + 1:
                    break; // its entries are attributes too
                default:
                    var wrong = Add(ref reader, name, attributes);
                    fault ??= wrong;
                    break;
            }
        }

        return fault;
    }

    /// <summary>The names <c>name</c> and <c>value</c> are no part of an attribute: {"name": "color", "value": "red"}.</summary>
    private static string? ReadName(ref Utf8JsonReader reader, int depth, out string name)
    {
        name = "";
        if (reader.CurrentDepth > depth + 1 && (reader.ValueTextEquals("name"u8) || reader.ValueTextEquals("value"u8)))
        {
            return null;
        }

        try
        {
            name = reader.GetString()!;
            return null;
        }
        catch (InvalidOperationException) // how the reader reports a text that is not UTF-8
        {
            return CatalogText.NotUtf8;
        }
    }

    private static string? Add(ref Utf8JsonReader reader, string name, List<string> attributes)
    {
        var fault = CatalogText.ReadNested(ref reader, out var text);
        if (text.Length == 0)
        {
            return fault;
        }

        var attribute = name.Length == 0 ? text : $"{name} {text}";
        if (attribute.Length > CatalogJson.TextCharsMax)
        {
            return $"has a text longer than {CatalogJson.TextCharsMax} characters";
        }

        if (attributes.Count == CatalogJson.AttributesMax)
        {
            return $"holds more than {CatalogJson.AttributesMax} texts";
        }

        attributes.Add(attribute);
        return fault;
    }
}
