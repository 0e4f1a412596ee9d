using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamReco.Models.Data;
using StreamReco.Stages.Records;

namespace StreamReco.StreamHost.Cli.Rejected;

/// <summary>
/// Rejected events as a file to be edited by hand, one JSON line each: <c>origin</c>, <c>reason</c>, <c>message</c>,
/// and <c>event</c> where the payload is JSON, else <c>text</c> (what is no UTF-8 escaped). Reading takes <c>origin</c> and
/// either; a line that is deleted is not repaired.
/// </summary>
internal static class EditedFile
{
    private static readonly JsonWriterOptions _line = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(string path, IEnumerable<RejectedEntry> entries)
    {
        using var file = File.Create(path);
        foreach (var entry in entries)
        {
            using (var json = new Utf8JsonWriter(file, _line))
            {
                WriteLine(json, entry);
            }

            file.Write("\n"u8);
        }
    }

    /// <returns>The edited bytes of each origin.</returns>
    /// <exception cref="DataFileException">A line cannot be read; the message names it.</exception>
    public static IReadOnlyDictionary<RecordOrigin, byte[]> Read(string path)
    {
        var edited = new Dictionary<RecordOrigin, byte[]>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (line.Length > 0)
            {
                var (origin, value) = ReadLine(line) ?? throw new DataFileException(
                    $"{path}, line {number}: not an object with an origin (clicks/2@1234) and an event or a text.");
                edited[origin] = value;
            }
        }

        return edited;
    }

    private static void WriteLine(Utf8JsonWriter json, RejectedEntry entry)
    {
        json.WriteStartObject();
        json.WriteString("origin", entry.Origin.ToString());
        json.WriteString("reason", entry.Reason);
        json.WriteString("message", entry.Errors[0].Message);
        if (TryParse(entry.Payload) is { } parsed)
        {
            using (parsed)
            {
                json.WritePropertyName("event");
                parsed.RootElement.WriteTo(json);
            }
        }
        else
        {
            json.WriteString("text", PayloadText.Of(entry.Payload));
        }

        json.WriteEndObject();
    }

    private static (RecordOrigin Origin, byte[] Value)? ReadLine(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            if (!RecordOrigin.TryParse(root.GetProperty("origin").GetString() ?? "", out var origin))
            {
                return null;
            }

            var text = root.TryGetProperty("event", out var value)
                ? value.GetRawText()
                : root.GetProperty("text").GetString()!;
            return (origin.Value, Encoding.UTF8.GetBytes(text));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static JsonDocument? TryParse(byte[] payload)
    {
        try
        {
            return JsonDocument.Parse(payload);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
