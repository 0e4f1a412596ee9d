using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace StreamReco.Stages.Decoding;

/// <summary>
/// Moves the creation time of an event that stands as JSON, wherever <see cref="DecodeStage"/> would read it, whatever
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
            var field = EventFieldNames.Find(Encoding.UTF8.GetBytes(name));
            if (field == EventField.Nested && nesting < NestingMax && value is JsonObject inner)
            {
                moved += Apply(inner, byMs, nesting + 1);
            }
            else if (field == EventField.Events && nesting < NestingMax && value is JsonArray { Count: 1 } list
                && list[0] is JsonObject only)
            {
                moved += Apply(only, byMs, nesting);
            }
            else if (field == EventField.TimestampMicros && value is JsonValue micros
                && TryShiftMicros(micros, byMs) is { } laterMicros)
            {
                json[name] = laterMicros;
                moved++;
            }
            else if (field == EventField.Timestamp && value is JsonValue time && TryShift(time, byMs) is { } later)
            {
                json[name] = later;
                moved++;
            }
        }

        return moved;
    }

    private static JsonNode? TryShift(JsonValue time, long byMs)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(time.ToJsonString()));
        reader.Read();
        if (!EventTime.TryRead(ref reader, out var timeMs))
        {
            return null;
        }

        var laterMs = timeMs + byMs;
        var isText = time.GetValueKind() == JsonValueKind.String;
        return !isText ? JsonValue.Create(laterMs)
            : long.TryParse(time.GetValue<string>(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
                ? JsonValue.Create(laterMs.ToString(CultureInfo.InvariantCulture))
                : JsonValue.Create(DateTimeOffset.FromUnixTimeMilliseconds(laterMs).UtcDateTime
                    .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
    }

    private static JsonNode? TryShiftMicros(JsonValue time, long byMs)
    {
        var isText = time.GetValueKind() == JsonValueKind.String;
        var text = isText ? time.GetValue<string>() : time.ToJsonString();
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var micros))
        {
            return null;
        }

        var later = micros + (byMs * 1000);
        return isText ? JsonValue.Create(later.ToString(CultureInfo.InvariantCulture)) : JsonValue.Create(later);
    }
}
