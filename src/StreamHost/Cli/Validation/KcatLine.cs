using System.Text;
using System.Text.Json;
using StreamReco.Models.Decoding;
using StreamReco.Stages.Records;

namespace StreamReco.StreamHost.Cli.Validation;

/// <summary>
/// A record as <c>kcat -J</c> prints it: <c>{"topic","partition","offset","ts","headers":[name, value, …],"key","payload"}</c>.
/// </summary>
internal static class KcatLine
{
    /// <summary>Reads a line of a file, which is a record's value alone or, on request, of kcat's form.</summary>
    /// <param name="lines">Where the line was read last.</param>
    /// <param name="line">The line.</param>
    /// <param name="kcat">Whether the lines are of kcat's form.</param>
    /// <param name="receivedMs">Kafka's timestamp where the line has none, Unix milliseconds.</param>
    /// <param name="record">The record; without kcat's form its offset is the number of the line.</param>
    /// <returns>Whether the line is whole and of the form.</returns>
    public static bool TryRead(LineSource lines, byte[] line, bool kcat, long receivedMs, out LogRecord record) =>
        Read(lines, line, kcat, receivedMs, out record) is null;

    /// <inheritdoc cref="TryRead" path="/summary|/param"/>
    /// <returns>Why it is not read: the line is not whole, or not of the form; null if it is.</returns>
    public static ValidationFailure? Read(LineSource lines, byte[] line, bool kcat, long receivedMs, out LogRecord record)
    {
        record = new LogRecord(lines.LineNumber, receivedMs, null, line, null);
        return lines.IsCut
            ? new ValidationFailure(FailureType.Oversized, null, $"The line is longer than {LineSource.LineBytesMax} bytes.")
            : kcat && Parse(line, receivedMs, out record) is { } fault
                ? new ValidationFailure(FailureType.Malformed, null, fault)
                : null;
    }

    /// <param name="line">The line.</param>
    /// <param name="receivedMs">Kafka's timestamp where the line has none, Unix milliseconds.</param>
    /// <param name="record">The record.</param>
    /// <returns>Null, or why the line is none.</returns>
    public static string? Parse(byte[] line, long receivedMs, out LogRecord record)
    {
        record = default;
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("payload", out var payload))
            {
                return "It has no payload, so it is no line of kcat -J.";
            }

            record = new LogRecord(
                root.TryGetProperty("offset", out var offset) && offset.TryGetInt64(out var at) ? at : 0,
                root.TryGetProperty("ts", out var ts) && ts.TryGetInt64(out var time) ? time : receivedMs,
                root.TryGetProperty("key", out var key) ? Bytes(key) : null,
                Bytes(payload),
                root.TryGetProperty("headers", out var headers) ? Headers(headers) : null);
            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return $"It is no line of kcat -J: {e.Message}";
        }
    }

    private static List<KeyValuePair<string, byte[]>> Headers(JsonElement headers)
    {
        var all = headers.EnumerateArray().ToArray();
        var pairs = new List<KeyValuePair<string, byte[]>>(all.Length / 2);
        for (var i = 0; i + 1 < all.Length; i += 2)
        {
            pairs.Add(KeyValuePair.Create(all[i].GetString() ?? "", Bytes(all[i + 1]) ?? []));
        }

        return pairs;
    }

    private static byte[]? Bytes(JsonElement text) =>
        text.ValueKind == JsonValueKind.Null ? null : Encoding.UTF8.GetBytes(text.GetString()!);
}
