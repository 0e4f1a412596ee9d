using System.Globalization;

namespace StreamReco.Models.Events;

/// <summary>
/// Reads a price as people and machines write it: <c>19.99</c>, <c>19,99</c>, <c>1,299.00</c>, <c>1.299,00</c>. Where a text can
/// mean two prices (<c>1,299</c>) it means none.
/// </summary>
public static class PriceText
{
    private const int CharsMax = 40;

    /// <summary>The number of a text.</summary>
    /// <returns>False, and NaN, when it is no finite number, or could be two.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out double price)
    {
        price = double.NaN;
        text = text.Trim();
        if (text.Length is 0 or > CharsMax)
        {
            return false;
        }

        var comma = text.LastIndexOf(',');
        if (comma < 0)
        {
            return TryPlain(text, NumberStyles.Float, out price);
        }

        var point = text.LastIndexOf('.');
        return point > comma ? TryGrouped(text, ',', point, out price)
            : point >= 0 ? TryGrouped(text, '.', comma, out price)
            : text.Length - comma - 1 is 1 or 2 && TryGrouped(text, '.', comma, out price);
    }

    /// <param name="text">The text.</param>
    /// <param name="group">What stands between thousands.</param>
    /// <param name="mark">Where the decimal mark stands.</param>
    /// <param name="price">The number.</param>
    private static bool TryGrouped(ReadOnlySpan<char> text, char group, int mark, out double price)
    {
        price = double.NaN;
        Span<char> plain = stackalloc char[CharsMax];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var isGroup = text[i] == group && i < mark && i > 0;
            if (isGroup && ((mark - i) % 4 != 0 || !char.IsAsciiDigit(text[i - 1])))
            {
                return false;
            }

            if (!isGroup)
            {
                plain[length++] = i == mark ? '.' : text[i];
            }
        }

        return TryPlain(plain[..length], NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, out price);
    }

    private static bool TryPlain(ReadOnlySpan<char> text, NumberStyles styles, out double price)
    {
        if (double.TryParse(text, styles, CultureInfo.InvariantCulture, out price) && double.IsFinite(price))
        {
            return true;
        }

        price = double.NaN;
        return false;
    }
}
