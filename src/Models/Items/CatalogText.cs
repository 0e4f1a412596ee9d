using System.Globalization;
using System.Text;
using System.Text.Json;
using StreamReco.Models.Text;

namespace StreamReco.Models.Items;

/// <summary>Texts and numbers of a catalog record, each in the forms that shops write.</summary>
internal static class CatalogText
{
    public const string NotUtf8 = "is not UTF-8";

    /// <summary>Reads a string, number or boolean as text.</summary>
    /// <returns>Null, or what is wrong; the reader is then past the value, whatever it is.</returns>
    public static string? Read(ref Utf8JsonReader reader, out string text)
    {
        text = "";
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return ReadString(ref reader, out text);
            case JsonTokenType.Number:
                text = Encoding.ASCII.GetString(reader.ValueSpan);
                break;
            case JsonTokenType.True or JsonTokenType.False:
                text = reader.GetBoolean() ? "true" : "false";
                break;
            default:
                reader.Skip();
                return "is not a text";
        }

        return null;
    }

    /// <summary>
    /// Reads a text that may stand in a list or an object: of a list the first text, of an object its name or value.
    /// </summary>
    /// <returns>Null, or what is wrong; a text may have been read all the same. Empty where the value says nothing.</returns>
    public static string? ReadNested(ref Utf8JsonReader reader, out string text)
    {
        text = "";
        var isList = reader.TokenType == JsonTokenType.StartArray;
        if (!isList && reader.TokenType != JsonTokenType.StartObject)
        {
            return reader.TokenType == JsonTokenType.Null ? null : Bounded(Read(ref reader, out text), ref text);
        }

        string? fault = null;
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                var isValue = reader.ValueTextEquals("name"u8) || reader.ValueTextEquals("value"u8)
                    || reader.ValueTextEquals("title"u8);
                reader.Read();
                if (!isValue)
                {
                    reader.Skip();
                    continue;
                }
            }

            var wrong = ReadNested(ref reader, out var one);
            fault ??= wrong ?? (isList && text.Length > 0 && one.Length > 0 ? "has more than one value" : null);
            text = text.Length > 0 ? text : one;
        }

        return fault ?? (text.Length == 0 && !isList ? "is not a text" : null);
    }

    /// <summary>The value of a plain number in the notation of JSON; null for any other text.</summary>
    public static double? Number(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number : null;

    private static string? ReadString(ref Utf8JsonReader reader, out string text)
    {
        try
        {
            text = reader.GetString()!;
            return null;
        }
        catch (InvalidOperationException) // how the reader reports a text that is not UTF-8
        {
            text = "";
            return NotUtf8;
        }
    }

    /// <summary>A word for "no value" is none, and a text that is too long is left out.</summary>
    private static string? Bounded(string? fault, ref string text)
    {
        if (text.Length > CatalogJson.TextCharsMax)
        {
            text = "";
            return $"is longer than {CatalogJson.TextCharsMax} characters";
        }

        text = MissingWords.IsMissing(text) ? "" : text;
        return fault;
    }
}
