using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace StreamReco.Models.Events;

/// <summary>
/// The one reading of times, in events and in files: Unix seconds, milliseconds, microseconds or nanoseconds, told apart by
/// their size, with or without a fraction; ISO 8601 with the year first, UTC where it names no zone, also with a blank before
/// <c>Z</c> or <c>UTC</c> and with a zone's name in brackets; <c>20261128</c> and <c>20261128T100000Z</c>.
/// </summary>
public static class EventTimeText
{
    /// <summary>Longest text of a time, characters.</summary>
    public const int CharsMax = 48;

    private const long DayMs = 86_400_000;
    private const double LatestMs = 253_402_300_799_999; // 9999-12-31, the end of DateTimeOffset.
    private const long SecondsEnd = 100_000_000_000; // seconds end in the year 5138, milliseconds begin in 1973
    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    private static readonly string[] _compact = ["yyyyMMdd'T'HHmmss'Z'", "yyyyMMdd'T'HHmmss", "yyyyMMdd'T'HHmmsszzz"];

    /// <summary>The Unix milliseconds of a text; what lies below a millisecond is cut off.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="timeMs">Unix milliseconds; below 0 before 1970.</param>
    /// <param name="isDay">Whether the text says no more than the day: midnight, without a colon.</param>
    /// <returns>False when the text names no moment.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out long timeMs, out bool isDay)
    {
        isDay = false;
        if (PlainTime.TryRead(text, out timeMs))
        {
            return true; // as nearly all texts are
        }

        Span<char> chars = stackalloc char[CharsMax];
        text = text.Trim(" \t"u8);
        return text.Length <= CharsMax && Encoding.UTF8.TryGetChars(text, chars, out var length)
            && TryParse(chars[..length], out timeMs, out isDay);
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out long, out bool)"/>
    public static bool TryParse(ReadOnlySpan<char> text, out long timeMs, out bool isDay)
    {
        text = text.Trim();
        isDay = false;
        if (text.Length == 8 && DateTimeOffset.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, Utc, out var day)
            && day.Year >= 1970)
        {
            (timeMs, isDay) = (day.ToUnixTimeMilliseconds(), true);
            return true;
        }

        if (!TryNumber(text, out timeMs) && !TryCompact(text, out timeMs) && !TryDate(text, out timeMs))
        {
            return false;
        }

        isDay = timeMs % DayMs == 0 && !text.Contains(':');
        return Math.Abs((double)timeMs) <= LatestMs;
    }

    /// <summary>Whether a text is a count of microseconds, as GA4 writes times.</summary>
    /// <param name="text">UTF-8.</param>
    public static bool IsMicros(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out long value, out var used) && used == text.Length
        && value is >= SecondsEnd * 1000 and < SecondsEnd * 1_000_000;

    /// <summary>A whole number of seconds, or of the smaller unit that its size gives away; below 0 of milliseconds.</summary>
    /// <param name="value">The number.</param>
    /// <returns>Unix milliseconds.</returns>
    public static long OfNumber(long value) => value switch
    {
        < 0 => value,
        < SecondsEnd => value * 1000,
        < SecondsEnd * 1000 => value,
        < SecondsEnd * 1_000_000 => value / 1000,
        _ => value / 1_000_000,
    };

    private static bool TryNumber(ReadOnlySpan<char> text, out long timeMs)
    {
        timeMs = 0;
        if (text.IsEmpty || text[^1] is < '0' or > '9' || text[0] is not ('-' or (>= '0' and <= '9')))
        {
            return false;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            timeMs = OfNumber(whole);
            return true;
        }

        const NumberStyles Fraction =
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!decimal.TryParse(text, Fraction, CultureInfo.InvariantCulture, out var value) || value is < -9e18m or > 9e18m)
        {
            return false;
        }

        timeMs = value is >= 0 and < SecondsEnd ? (long)(value * 1000) : OfNumber((long)Math.Floor(value));
        return true;
    }

    /// <remarks>The date must be whole: what the parser would take from today's date, a replay would take from another day's.</remarks>
    private static bool TryDate(ReadOnlySpan<char> text, out long timeMs)
    {
        timeMs = 0;
        if (text.Length < 8 || text[4] is not ('-' or '/'))
        {
            return false;
        }

        var zone = text[^1] == ']' ? text.IndexOf('[') : -1;
        text = zone > 0 ? text[..zone] : text;
        text = text.EndsWith(" UTC", StringComparison.OrdinalIgnoreCase) ? text[..^4] : text;
        var found = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var date);
        timeMs = found ? date.ToUnixTimeMilliseconds() : 0;
        return found;
    }

    private static bool TryCompact(ReadOnlySpan<char> text, out long timeMs)
    {
        timeMs = 0;
        if (text.Length <= 9 || text[8] != 'T'
            || !DateTimeOffset.TryParseExact(text, _compact, CultureInfo.InvariantCulture, Utc, out var date))
        {
            return false;
        }

        timeMs = date.ToUnixTimeMilliseconds();
        return true;
    }
}
