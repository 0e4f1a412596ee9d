using Confluent.Kafka;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka;

/// <summary>Reads a span of any topic, read-committed, up to where it ends now. Touches no group's offsets.</summary>
internal static class TopicSpanReader
{
    /// <param name="options">How Kafka is reached.</param>
    /// <param name="source">The setting that names the topic, for messages, and the topic.</param>
    /// <param name="from">Kafka's timestamp of the first record; null from the oldest on.</param>
    /// <param name="see">Told each record with its partition; by rising offset within a partition.</param>
    /// <param name="cancel">Stops between records.</param>
    /// <exception cref="KafkaSetupException">
    /// No broker answers, it stops answering, or there is no such topic.
    /// </exception>
    public static void Read(
        KafkaOptions options, (string Key, string Topic) source, DateTimeOffset? from, Action<int, LogRecord> see,
        CancellationToken cancel)
    {
        var config = KafkaClientSettings.Consumer(options);
        config.GroupId = $"{options.Group}-span"; // librdkafka wants a name; nobody joins the group
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(config).SetLogHandler((_, _) => { }).Build();
        var span = ClickSpan.Find(consumer, options, source, from, to: null);
        consumer.Assign(span.Starts);
        while (!span.IsRead)
        {
            cancel.ThrowIfCancellationRequested();
            var result = Consume(consumer, options, source);
            if (span.See(result))
            {
                var message = result.Message;
                see(result.Partition.Value, new LogRecord(
                    result.Offset.Value, message.Timestamp.UnixTimestampMs, message.Key, message.Value,
                    RecordHeaders.Of(message)));
            }
        }

        consumer.Close();
    }

    private static ConsumeResult<byte[]?, byte[]?> Consume(
        IConsumer<byte[]?, byte[]?> consumer, KafkaOptions options, (string Key, string Topic) source)
    {
        try
        {
            return consumer.Consume(TimeSpan.FromMilliseconds(options.RequestTimeoutMs))
                ?? throw new KafkaSetupException(
                    $"Nothing came from {options.Bootstrap} (Kafka:Bootstrap) for {options.RequestTimeoutMs} ms "
                        + "(Kafka:RequestTimeoutMs).");
        }
        catch (ConsumeException e)
        {
            throw new KafkaSetupException(
                $"Topic '{source.Topic}' ({source.Key}) cannot be read at {options.Bootstrap} (Kafka:Bootstrap): "
                    + $"{e.Error.Reason}", e);
        }
    }
}
