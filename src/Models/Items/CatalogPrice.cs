using System.Globalization;
using System.Text.Json;
using StreamReco.Models.Text;

namespace StreamReco.Models.Items;

/// <summary>
/// Prices as shops write them: a number, a text with or without a currency ("EUR 19.99", "19,99 €", "1.299,00"), an
/// object with <c>value</c>, <c>amount</c> or <c>price</c>, a list of which the first that can be read counts.
/// </summary>
internal static class CatalogPrice
{
    private const int DepthMax = 4;

    private const string NotANumber = "is not a number";
    private const string Below0 = "is below 0";
    private const string Ambiguous = "may have a comma for thousands or for decimals";

    /// <summary>Reads the value that the reader stands at, all of it.</summary>
    /// <param name="reader">Stands at the value; at its last token afterwards.</param>
    /// <param name="price">The price; NaN where there is none.</param>
    /// <returns>Null, or what is wrong.</returns>
    public static string? Read(ref Utf8JsonReader reader, out double price) => Read(ref reader, DepthMax, out price);

    private static string? Read(ref Utf8JsonReader reader, int depthMax, out double price)
    {
        price = double.NaN;
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.Number or JsonTokenType.String:
                return CatalogText.Read(ref reader, out var text) ?? Parse(text, out price);
            case JsonTokenType.StartArray or JsonTokenType.StartObject when depthMax > 0:
                return ReadNested(ref reader, depthMax - 1, out price);
            default:
                reader.Skip();
                return NotANumber;
        }
    }

    private static string? ReadNested(ref Utf8JsonReader reader, int depthMax, out double price)
    {
        price = double.NaN;
        string? fault = null;
        for (var depth = reader.CurrentDepth; reader.Read() && reader.CurrentDepth > depth;)
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                var isValue = reader.ValueTextEquals("value"u8) || reader.ValueTextEquals("amount"u8)
                    || reader.ValueTextEquals("price"u8);
                reader.Read();
                if (!isValue)
                {
                    reader.Skip();
                    continue;
                }
            }

            var wrong = Read(ref reader, depthMax, out var one);
            fault ??= wrong;
            price = double.IsNaN(price) ? one : price;
        }

        return double.IsNaN(price) ? fault ?? NotANumber : null;
    }

    /// <summary>
    /// The number of a text. One comma before three digits and nothing else ("1,299") is 1299 to some and 1.299 to others:
    /// it is no price.
    /// </summary>
    /// <returns>Null, or what is wrong; a text for "no value" is no fault and no price.</returns>
    internal static string? Parse(ReadOnlySpan<char> text, out double price)
    {
        price = double.NaN;
        if (MissingWords.IsMissing(text))
        {
            return null;
        }

        var digits = text.IndexOfAnyInRange('0', '9');
        if (CatalogText.Number(text) is not { } number)
        {
            if (ParseWritten(WithoutCurrency(text), out number) is { } fault)
            {
                return fault;
            }

            number = text[..digits].Contains('-') ? -number : number;
        }

        price = number < 0 ? double.NaN : number;
        return number < 0 ? Below0 : null;
    }

    private static string? ParseWritten(ReadOnlySpan<char> text, out double price)
    {
        price = double.NaN;
        Span<char> plain = stackalloc char[32];
        if (text.IsEmpty || text.Length > plain.Length || !char.IsAsciiDigit(text[0]) || !char.IsAsciiDigit(text[^1]))
        {
            return NotANumber;
        }

        var last = text.LastIndexOfAny(',', '.');
        var isDecimal = last >= 0 && text[..last].IndexOf(text[last]) < 0;
        if (isDecimal && text[last] == ',' && text.Length - last == 4 && text[..last].IndexOfAny('.', ' ', '\'') < 0
            && text[0] != '0' && last <= 3)
        {
            return Ambiguous;
        }

        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsAsciiDigit(text[i]))
            {
                plain[length++] = text[i];
            }
            else if (isDecimal && i == last)
            {
                plain[length++] = '.';
            }
            else if (!(IsGroupSign(text[i]) && IsGroup(text[(i + 1)..])))
            {
                return NotANumber;
            }
        }

        price = CatalogText.Number(plain[..length]) ?? double.NaN;
        return double.IsNaN(price) ? NotANumber : null;
    }

    private static bool IsGroupSign(char sign) => sign is ',' or '.' or '\'' or '’' || char.IsWhiteSpace(sign);

    /// <summary>Three digits, and then no fourth.</summary>
    private static bool IsGroup(ReadOnlySpan<char> rest) =>
        rest.Length >= 3 && char.IsAsciiDigit(rest[0]) && char.IsAsciiDigit(rest[1]) && char.IsAsciiDigit(rest[2])
        && (rest.Length == 3 || !char.IsAsciiDigit(rest[3]));

    /// <summary>Without what stands before the first digit and after the last: letters, signs of money, spaces, a minus.</summary>
    private static ReadOnlySpan<char> WithoutCurrency(ReadOnlySpan<char> text)
    {
        var (start, end) = (0, text.Length);
        while (start < end && IsCurrency(text[start]))
        {
            start++;
        }

        while (end > start && IsCurrency(text[end - 1]))
        {
            end--;
        }

        return text[start..end];
    }

    private static bool IsCurrency(char sign) => char.IsLetter(sign) || char.IsWhiteSpace(sign) || sign == '-'
        || char.GetUnicodeCategory(sign) == UnicodeCategory.CurrencySymbol;
}
