using System.Text.Json;
using StreamReco.Stages.Records;

namespace StreamReco.StreamHost.Cli.Rejected;

/// <summary>Reads what <see cref="Stages.Recommendations.RejectedEncoder"/> wrote.</summary>
internal static class RejectedParser
{
    /// <returns>The record or one part of it; null when it breaks the contract.</returns>
    public static RejectedEntry? Parse(in LogRecord record)
    {
        try
        {
            using var json = JsonDocument.Parse(record.Value);
            return Read(json.RootElement, record.Key);
        }
        catch (Exception e) when (
            e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static RejectedEntry Read(JsonElement root, byte[]? key)
    {
        var origin = root.GetProperty("origin");
        return new RejectedEntry(
            new RecordOrigin(
                origin.GetProperty("topic").GetString()!,
                origin.GetProperty("partition").GetInt32(),
                origin.GetProperty("offset").GetInt64()),
            origin.GetProperty("timestamp").GetInt64(),
            root.GetProperty("failure_type").GetString()!,
            [.. root.GetProperty("errors").EnumerateArray().Select(error => new RejectedError(
                error.GetProperty("field").GetString(), error.GetProperty("message").GetString()!))],
            root.GetProperty("rejected_at").GetDateTimeOffset(),
            key,
            root.GetProperty("payload").GetBytesFromBase64(),
            root.TryGetProperty("headers", out var headers)
                ? [.. headers.EnumerateArray().Select(header => KeyValuePair.Create(
                    header.GetProperty("name").GetString()!, header.GetProperty("value").GetBytesFromBase64()))]
                : [],
            root.TryGetProperty("part", out var part) ? part.GetInt32() : 1,
            root.TryGetProperty("parts", out var parts) ? parts.GetInt32() : 1);
    }
}
