using System.Text.Json;

namespace StreamReco.Models.Items;

/// <summary>What only search reads of a catalog record: the description and the numbers of the trade.</summary>
internal static class CatalogCodes
{
    /// <summary>Most numbers of one item.</summary>
    private const int CodesMax = 64;

    /// <summary>A longer text is no number of the trade.</summary>
    private const int CharsMax = 64;

    /// <summary>Reads a description, cut at <see cref="CatalogJson.DescriptionCharsMax"/>.</summary>
    /// <returns>Null, or what is wrong.</returns>
    public static string? ReadDescription(ref Utf8JsonReader reader, int rank, ref (string Text, int Rank) best)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            var fault = CatalogText.ReadNested(ref reader, out var nested);
            best = nested.Length > 0 && rank <= best.Rank ? (nested, rank) : best;
            return fault;
        }

        if (CatalogText.Read(ref reader, out var text) is { } wrong)
        {
            return wrong;
        }

        text = text.Length > CatalogJson.DescriptionCharsMax ? text[..CatalogJson.DescriptionCharsMax] : text;
        best = !string.IsNullOrWhiteSpace(text) && rank <= best.Rank ? (text, rank) : best;
        return null;
    }

    /// <summary>Reads a number or a list of numbers, as text or as JSON numbers, into <paramref name="codes"/>.</summary>
    /// <returns>Null, or the first thing that is wrong.</returns>
    public static string? Read(ref Utf8JsonReader reader, List<string> codes)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return reader.TokenType == JsonTokenType.Null ? null : Add(ref reader, codes);
        }

        string? fault = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var wrong = reader.TokenType == JsonTokenType.Null ? null : Add(ref reader, codes);
            fault ??= wrong;
        }

        return fault;
    }

    private static string? Add(ref Utf8JsonReader reader, List<string> codes)
    {
        var fault = CatalogText.Read(ref reader, out var text);
        text = text.Trim();
        if (fault is not null || text.Length == 0 || codes.Contains(text))
        {
            return fault;
        }

        if (text.Length > CharsMax)
        {
            return $"has a number longer than {CharsMax} characters";
        }

        if (codes.Count == CodesMax)
        {
            return $"holds more than {CodesMax} numbers";
        }

        codes.Add(text);
        return null;
    }
}
