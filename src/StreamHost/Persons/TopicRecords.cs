using System.Text.Json;
using StreamReco.Models.Framing;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Spans;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Persons;

/// <summary>
/// The records of a person in the topics, as far as their retention reaches back, those of linked ids among them. Reads each topic once,
/// whole.
/// </summary>
/// <param name="options">How Kafka is reached, and the topics.</param>
/// <param name="person">Whose records.</param>
internal sealed class TopicRecords(KafkaOptions options, PersonMatch person)
{
    /// <summary>Writes an object with an array for each topic: <c>clicks</c>, <c>recommendations</c> and <c>rejected</c>.</summary>
    /// <exception cref="KafkaSetupException">No broker answers, or there is no such topic.</exception>
    public void Write(Utf8JsonWriter writer, CancellationToken cancel)
    {
        writer.WriteStartObject();
        Write("clicks", ("Kafka:Clicks", options.Clicks), record => person.Names(record), writer, cancel);
        Write(
            "recommendations", ("Kafka:Recommendations", options.Recommendations),
            record => record.Key is { } key && person.IsKey(key), writer, cancel);
        Write("rejected", ("Kafka:Rejected", options.Rejected), IsRejectedOf, writer, cancel);
        writer.WriteEndObject();
    }

    private void Write(
        string name, (string Key, string Topic) source, Func<LogRecord, bool> isWanted, Utf8JsonWriter writer, CancellationToken cancel)
    {
        writer.WriteStartArray(name);
        TopicSpanReader.Read(options, source, from: null, to: null, (partition, record) =>
        {
            if (isWanted(record))
            {
                Write(partition, record, writer);
            }
        }, cancel);
        writer.WriteEndArray();
    }

    /// <summary>A rejected record holds the record that it is about as base64; one that is split names nobody in its parts but by its key.</summary>
    private bool IsRejectedOf(LogRecord record)
    {
        if (record.Key is { } key && person.IsKey(key))
        {
            return true;
        }

        try
        {
            using var json = JsonDocument.Parse(record.Value ?? []);
            return json.RootElement.TryGetProperty("payload", out var payload) && payload.TryGetBytesFromBase64(out var bytes)
                && person.Names(new LogRecord(record.Offset, record.TimestampMs, null, bytes, null));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private void Write(int partition, LogRecord record, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("partition", partition);
        writer.WriteNumber("offset", record.Offset);
        writer.WriteNumber("timestamp_ms", record.TimestampMs);
        writer.WritePropertyName("value");
        using var json = person.JsonOf(record.Value) is { } value ? TryParse(value) : null;
        if (json is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            json.RootElement.WriteTo(writer);
        }

        if (json is null || (record.Value is { } raw && FramedRecord.Is(raw)))
        {
            writer.WriteBase64String("value_base64", record.Value ?? []); // A framed record is also given as it came.
        }

        writer.WriteEndObject();
    }

    private static JsonDocument? TryParse(byte[] value)
    {
        try
        {
            return JsonDocument.Parse(value);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
