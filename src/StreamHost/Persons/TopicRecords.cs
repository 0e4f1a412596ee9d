using System.Text.Json;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Spans;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Persons;

/// <summary>The records of a person in the topics, as far as their retention reaches back. Reads each topic once, whole.</summary>
/// <param name="options">How Kafka is reached, and the topics.</param>
/// <param name="person">Whose records.</param>
internal sealed class TopicRecords(KafkaOptions options, PersonMatch person)
{
    /// <summary>Writes an object with an array for each topic: <c>clicks</c>, <c>recommendations</c> and <c>rejected</c>.</summary>
    /// <exception cref="KafkaSetupException">No broker answers, or there is no such topic.</exception>
    public void Write(Utf8JsonWriter writer, CancellationToken cancel)
    {
        writer.WriteStartObject();
        Write("clicks", ("Kafka:Clicks", options.Clicks), record => person.Names(record.Key, record.Value), writer, cancel);
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
                && person.Names(null, bytes);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static void Write(int partition, LogRecord record, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("partition", partition);
        writer.WriteNumber("offset", record.Offset);
        writer.WriteNumber("timestamp_ms", record.TimestampMs);
        writer.WritePropertyName("value");
        if (record.Value is { } value && TryParse(value) is { } json)
        {
            using (json)
            {
                json.RootElement.WriteTo(writer);
            }
        }
        else
        {
            writer.WriteNullValue();
            writer.WriteBase64String("value_base64", record.Value ?? []);
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
