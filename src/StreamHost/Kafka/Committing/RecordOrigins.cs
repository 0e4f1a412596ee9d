using System.Text.Json;
using StreamReco.Stages.Records;

namespace StreamReco.StreamHost.Kafka.Committing;

/// <summary>Reads where an answer or a rejected record comes from, which both contracts keep under <c>origin</c>.</summary>
internal static class RecordOrigins
{
    /// <returns>The origin; null for a tombstone and for what holds none.</returns>
    public static RecordOrigin? Of(byte[]? value) => Of(RecordBytes.Of(value));

    /// <inheritdoc cref="Of(byte[])"/>
    public static RecordOrigin? Of(RecordBytes value)
    {
        if (value.IsNull)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(value.Memory);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("origin", out var origin)
                ? new RecordOrigin(
                    origin.GetProperty("topic").GetString() ?? "", origin.GetProperty("partition").GetInt32(),
                    origin.GetProperty("offset").GetInt64())
                : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null; // Somebody else writes into the topic, too.
        }
    }
}
