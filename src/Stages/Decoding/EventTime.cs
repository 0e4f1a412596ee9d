using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace StreamReco.Stages.Decoding;

/// <summary>Reads a timestamp of an event: epoch milliseconds (number or digits) or ISO 8601, UTC where it names no zone.</summary>
internal static class EventTime
{
    private const int CharsMax = 40;
    private const double LatestMs = 253_402_300_799_999; // 9999-12-31, the end of DateTimeOffset.

    /// <summary>The Unix milliseconds of the value that <paramref name="reader"/> stands on.</summary>
    /// <returns>False when the value is no timestamp.</returns>
    public static bool TryRead(ref Utf8JsonReader reader, out long timeMs)
    {
        timeMs = 0;
        return reader.TokenType switch
        {
            JsonTokenType.Number => TryEpoch(reader.ValueSpan, out timeMs),
            JsonTokenType.String when reader.ValueIsEscaped => TryParseEscaped(ref reader, out timeMs),
            JsonTokenType.String => TryParse(reader.ValueSpan, out timeMs),
            _ => false,
        };
    }

    /// <summary>As <see cref="TryRead"/>, of epoch microseconds, a number or digits; what is below a millisecond is cut off.</summary>
    public static bool TryReadMicros(ref Utf8JsonReader reader, out long timeMs)
    {
        timeMs = 0;
        if (reader.TokenType is not (JsonTokenType.Number or JsonTokenType.String)
            || !Utf8Parser.TryParse(reader.ValueSpan, out long micros, out var used) || used != reader.ValueSpan.Length)
        {
            return false;
        }

        timeMs = (long)Math.Floor(micros / 1000m);
        return Math.Abs((double)timeMs) <= LatestMs;
    }

    /// <inheritdoc cref="TryRead"/>
    public static bool TryParse(ReadOnlySpan<byte> text, out long timeMs) => TryEpoch(text, out timeMs) || TryIso(text, out timeMs);

    private static bool TryParseEscaped(ref Utf8JsonReader reader, out long timeMs)
    {
        timeMs = 0;
        Span<byte> plain = stackalloc byte[CharsMax * "\\u002b".Length];
        return reader.ValueSpan.Length <= plain.Length && TryParse(plain[..reader.CopyString(plain)], out timeMs);
    }

    private static bool TryEpoch(ReadOnlySpan<byte> text, out long timeMs)
    {
        if (Utf8Parser.TryParse(text, out timeMs, out var used) && used == text.Length)
        {
            return Math.Abs((double)timeMs) <= LatestMs;
        }

        if (Utf8Parser.TryParse(text, out double fraction, out used) && used == text.Length
            && Math.Abs(fraction) <= LatestMs)
        {
            timeMs = (long)Math.Floor(fraction);
            return true;
        }

        return false;
    }

    /// <remarks>The date must be whole: what the parser would take from today's date, a replay would take from another day's.</remarks>
    private static bool TryIso(ReadOnlySpan<byte> text, out long timeMs)
    {
        timeMs = 0;
        Span<char> chars = stackalloc char[CharsMax];
        if (text.Length is < 10 or > CharsMax || text[4] != '-' || text[7] != '-' || !Encoding.UTF8.TryGetChars(text, chars, out var length)
            || !DateTimeOffset.TryParse(
                chars[..length],
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var time))
        {
            return false;
        }

        timeMs = time.ToUnixTimeMilliseconds();
        return true;
    }
}
