using System.Buffers;
using System.Text.Json;

namespace StreamReco.StreamHost.Http.Api;

/// <summary>Gives events without a time the time of their reception.</summary>
internal static class EventTimes
{
    /// <summary>The event with <c>timestamp</c> as its first field.</summary>
    /// <param name="given">The event, an object.</param>
    /// <param name="receivedMs">The time, Unix milliseconds.</param>
    public static byte[] Add(JsonElement given, long receivedMs)
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(output);
        writer.WriteStartObject();
        writer.WriteNumber("timestamp", receivedMs);
        foreach (var field in given.EnumerateObject().Where(field => !field.NameEquals("timestamp")))
        {
            field.WriteTo(writer);
        }

        writer.WriteEndObject();
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }
}
