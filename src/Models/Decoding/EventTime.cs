using System.Text.Json;
using StreamReco.Models.Events;

namespace StreamReco.Models.Decoding;

/// <summary>Reads a timestamp of an event, a number or a text, as <see cref="EventTimeText"/> does.</summary>
internal static class EventTime
{
    /// <summary>The Unix milliseconds of the value that <paramref name="reader"/> stands on.</summary>
    /// <returns>False when the value is no timestamp.</returns>
    public static bool TryRead(ref Utf8JsonReader reader, out long timeMs, out bool isDay)
    {
        (timeMs, isDay) = (0, false);
        return reader.TokenType switch
        {
            JsonTokenType.Number => EventTimeText.TryParse(reader.ValueSpan, out timeMs, out isDay),
            JsonTokenType.String when reader.ValueIsEscaped => TryParseEscaped(ref reader, out timeMs, out isDay),
            JsonTokenType.String => EventTimeText.TryParse(reader.ValueSpan, out timeMs, out isDay),
            _ => false,
        };
    }

    private static bool TryParseEscaped(ref Utf8JsonReader reader, out long timeMs, out bool isDay)
    {
        (timeMs, isDay) = (0, false);
        Span<byte> plain = stackalloc byte[EventTimeText.CharsMax * "\\u002b".Length];
        return reader.ValueSpan.Length <= plain.Length
            && EventTimeText.TryParse(plain[..reader.CopyString(plain)], out timeMs, out isDay);
    }
}
