using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace StreamReco.StreamHost.Kafka.Spans;

/// <summary>
/// Where a span of a topic begins or ends: at the edge of what the topic holds, at an offset of every partition, or at
/// a moment of Kafka's timestamps.
/// </summary>
/// <param name="Offset">An offset, or null.</param>
/// <param name="Time">A moment, or null; with both null it is the edge.</param>
internal sealed record SpanBound(long? Offset, DateTimeOffset? Time)
{
    public const string Beginning = "beginning";

    public const string End = "end";

    /// <summary>Where the topic begins or ends.</summary>
    public static SpanBound Edge { get; } = new(null, null);

    /// <summary>The first record from this moment on; null is the edge.</summary>
    public static SpanBound At(DateTimeOffset? time) => new(null, time);

    /// <summary>
    /// Reads an edge by its name, an offset (a whole number), or a moment in ISO 8601, UTC where it names no zone.
    /// </summary>
    public static bool TryParse(string text, string edge, [NotNullWhen(true)] out SpanBound? bound)
    {
        bound = string.Equals(text, edge, StringComparison.OrdinalIgnoreCase) ? Edge
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? new(offset, null)
            : TryParseTime(text, out var time) ? new(null, time)
            : null;
        return bound is not null;
    }

    /// <summary>Only what begins with a whole date: a bare hour would mean another moment every day.</summary>
    private static bool TryParseTime(string text, out DateTimeOffset time)
    {
        time = default;
        return text.Length >= 10 && text[4] == '-' && text[7] == '-' && DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out time);
    }
}
