using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using StreamReco.Models.Events;

namespace StreamReco.Models.Decoding;

/// <summary>
/// Moves the creation time of an event that stands as JSON, wherever <see cref="EventDecoder"/> would read it, whatever
/// the sender calls it and however it is written. <c>sent_at</c> stays: the event time moves by as much either way.
/// </summary>
public static class TimestampShift
{
    private const int NestingMax = 2;

    /// <summary>Changes <paramref name="json"/>.</summary>
    /// <returns>How many timestamps were moved: 0 when none can be read.</returns>
    public static int Apply(JsonObject json, TimeSpan by) => Apply(json, (long)by.TotalMilliseconds, nesting: 0);

    private static int Apply(JsonObject json, long byMs, int nesting)
    {
        var moved = 0;
        foreach (var (name, value) in json.ToArray())
        {
            var field = EventFieldNames.Find(Encoding.UTF8.GetBytes(name)).Field;
            if (field is EventField.Data or EventField.Properties or EventField.Attributes or EventField.Action
                && nesting < NestingMax && value is JsonObject inner)
            {
                moved += Apply(inner, byMs, nesting + 1);
            }
            else if (field == EventField.Events && nesting < NestingMax && value is JsonArray { Count: 1 } list
                && list[0] is JsonObject only)
            {
                moved += Apply(only, byMs, nesting);
            }
            else if (field == EventField.Timestamp && value is JsonValue time && TryShift(time, byMs) is { } later)
            {
                json[name] = later;
                moved++;
            }
        }

        return moved;
    }

    private static JsonValue? TryShift(JsonValue time, long byMs)
    {
        var isText = time.GetValueKind() == JsonValueKind.String;
        var text = isText ? time.GetValue<string>() : time.ToJsonString();
        if (!EventTimeText.TryParse(text, out var timeMs, out _))
        {
            return null;
        }

        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return isText
                ? JsonValue.Create(DateTimeOffset.FromUnixTimeMilliseconds(timeMs + byMs).UtcDateTime
                    .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture))
                : JsonValue.Create(timeMs + byMs);
        }

        // GA4 counts microseconds, and is known by them.
        var later = EventTimeText.IsMicros(Encoding.UTF8.GetBytes(text)) ? number + (byMs * 1000) : timeMs + byMs;
        return isText ? JsonValue.Create(later.ToString(CultureInfo.InvariantCulture)) : JsonValue.Create(later);
    }
}
