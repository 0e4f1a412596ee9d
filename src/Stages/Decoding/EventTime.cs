using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace StreamReco.Stages.Decoding;

/// <summary>Reads a timestamp of an event: epoch milliseconds (number or digits) or ISO 8601, UTC where it names no zone.</summary>
internal static class EventTime
{
    private const double LatestMs = 253_402_300_799_999; // 9999-12-31, the end of DateTimeOffset.

    /// <summary>The Unix milliseconds of the value that <paramref name="reader"/> stands on.</summary>
    /// <returns>False when the value is no timestamp.</returns>
    public static bool TryRead(ref Utf8JsonReader reader, out long timeMs)
    {
        timeMs = 0;
        return reader.TokenType switch
        {
            JsonTokenType.Number => TryEpoch(reader.ValueSpan, out timeMs),
            JsonTokenType.String => TryEpoch(reader.ValueSpan, out timeMs) || TryIso(reader.ValueSpan, out timeMs),
            _ => false,
        };
    }

    /// <inheritdoc cref="TryRead"/>
    public static bool TryParse(ReadOnlySpan<byte> text, out long timeMs) => TryEpoch(text, out timeMs) || TryIso(text, out timeMs);

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

    private static bool TryIso(ReadOnlySpan<byte> text, out long timeMs)
    {
        timeMs = 0;
        Span<char> chars = stackalloc char[40];
        if (text.Length is < 10 or > 40 || !Encoding.UTF8.TryGetChars(text, chars, out var length)
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
