namespace StreamReco.Models.Events;

/// <summary>Reads moments of the form <c>2026-11-28T10:00:00Z</c>, with or without three digits of a fraction.</summary>
internal static class PlainTime
{
    private const int Seconds = 20;
    private const int Milliseconds = 24;

    /// <summary>The Unix milliseconds of a text.</summary>
    /// <returns>False where it has another form, which may be a moment all the same.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, out long timeMs)
    {
        timeMs = 0;
        if (text.Length is not (Seconds or Milliseconds) || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':'
            || text[16] != ':' || text[^1] != 'Z' || (text.Length == Milliseconds && text[19] != '.'))
        {
            return false;
        }

        var (year, month, day) = (Number(text[..4]), Number(text[5..7]), Number(text[8..10]));
        var (hour, minute, second) = (Number(text[11..13]), Number(text[14..16]), Number(text[17..19]));
        var fraction = text.Length == Milliseconds ? Number(text[20..23]) : 0;
        if (year < 1970 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59 || fraction < 0)
        {
            return false;
        }

        var moment = new DateTime(year, month, day, hour, minute, second, fraction, DateTimeKind.Utc);
        timeMs = (moment - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMillisecond;
        return true;
    }

    /// <summary>The number that digits write; below 0 where they are none.</summary>
    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return -1;
            }

            number = (number * 10) + (digit - '0');
        }

        return number;
    }
}
