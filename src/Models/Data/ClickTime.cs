using System.Globalization;

namespace StreamReco.Models.Data;

/// <summary>
/// Reads the ways in which click files write times: Unix seconds (whole or not), milliseconds, microseconds or
/// nanoseconds, told apart by their size; ISO 8601 dates with or without a time (UTC where no zone is named), also
/// <c>2026-11-28 10:00:00 UTC</c> and <c>2014-12-06 02</c> (an hour); <c>20240501</c>.
/// </summary>
internal static class ClickTime
{
    public const long DayMs = 86_400_000;

    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
    private const long LatestMs = 253_402_300_799_999; // the end of the year 9999
    private const int HourChars = 13;

    /// <summary>Unix milliseconds of <paramref name="text"/>; false when it is no time from 1970 on.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long timeMs, out TimeDetail detail)
    {
        text = text.Trim();
        if (text.Length == 8 && TryCompactDate(text, out timeMs))
        {
            detail = TimeDetail.Day;
            return true;
        }

        var found = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole)
            ? TryNumber(whole, out timeMs)
            : TryFraction(text, out timeMs) || TryDate(text, out timeMs);
        detail = timeMs % DayMs == 0 && !text.Contains(':') ? TimeDetail.Day : TimeDetail.Clock;
        return found && timeMs is >= 0 and <= LatestMs;
    }

    /// <summary>A number of seconds, or of the smaller unit that its size gives away (seconds end in the year 5138).</summary>
    public static bool TryNumber(long value, out long timeMs)
    {
        timeMs = value switch
        {
            < 0 => -1,
            < 100_000_000_000 => value * 1000,
            < 100_000_000_000_000 => value,
            < 100_000_000_000_000_000 => value / 1000,
            _ => value / 1_000_000,
        };
        return timeMs >= 0;
    }

    /// <summary>Whether a text is a number of 0 or less: what files write where they know no time.</summary>
    public static bool IsNone(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value <= 0;

    /// <summary>The unit in which a text gives its time, for people; the text must be a time.</summary>
    public static string UnitOf(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        var isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value);
        return (isNumber && text.Length == 8 && TryCompactDate(text, out _)) || (!isNumber && text.Length <= "2024-05-01".Length)
            ? "days"
            : !isNumber ? "date and time"
            : value < 1e11 ? "seconds"
            : value < 1e14 ? "milliseconds"
            : value < 1e17 ? "microseconds"
            : "nanoseconds";
    }

    private static bool TryFraction(ReadOnlySpan<char> text, out long timeMs)
    {
        timeMs = 0;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !(value >= 0))
        {
            return false;
        }

        if (value < 1e11)
        {
            timeMs = (long)Math.Round(value * 1000);
            return true;
        }

        return value < 9e18 && TryNumber((long)value, out timeMs);
    }

    private static bool TryDate(ReadOnlySpan<char> text, out long timeMs)
    {
        timeMs = 0;
        if (text.Length < 8 || text[4] is not ('-' or '/'))
        {
            return false;
        }

        text = text.EndsWith(" UTC", StringComparison.OrdinalIgnoreCase)
            || text.EndsWith(" GMT", StringComparison.OrdinalIgnoreCase) ? text[..^4] : text;
        var found = text.Length == HourChars && text[10] is ' ' or 'T'
            ? TryHour(text, out var date)
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out date);
        timeMs = found ? date.ToUnixTimeMilliseconds() : 0;
        return found;
    }

    /// <summary><c>2014-12-06 02</c>, as Tianchi's files write it.</summary>
    private static bool TryHour(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        Span<char> whole = stackalloc char[HourChars + 3];
        text.CopyTo(whole);
        ":00".CopyTo(whole[HourChars..]);
        return DateTimeOffset.TryParse(whole, CultureInfo.InvariantCulture, Utc, out time);
    }

    private static bool TryCompactDate(ReadOnlySpan<char> text, out long timeMs)
    {
        var found = DateTimeOffset.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, Utc, out var date)
            && date.Year >= 1970;
        timeMs = found ? date.ToUnixTimeMilliseconds() : 0;
        return found;
    }
}
