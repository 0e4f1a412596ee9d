using Confluent.Kafka;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Spans;

/// <summary>Reads spans of any topic, read-committed, by one client. Touches no group's offsets. Not thread-safe.</summary>
internal sealed class TopicSpanReader : IDisposable
{
    private readonly KafkaOptions _options;
    private readonly (string Key, string Topic) _source;
    private readonly IConsumer<byte[]?, byte[]?> _consumer;

    /// <param name="options">How Kafka is reached.</param>
    /// <param name="source">The setting that names the topic, for messages, and the topic.</param>
    public TopicSpanReader(KafkaOptions options, (string Key, string Topic) source)
    {
        var config = KafkaClientSettings.Consumer(options);
        config.GroupId = $"{options.Group}-span"; // librdkafka wants a name; nobody joins the group
        (_options, _source) = (options, source);
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(config).SetLogHandler((_, _) => { }).Build();
    }

    /// <param name="options">How Kafka is reached.</param>
    /// <param name="source">The setting that names the topic, for messages, and the topic.</param>
    /// <param name="from">Kafka's timestamp of the first record; null from the oldest on.</param>
    /// <param name="to">Kafka's timestamp after the last record; null up to where the topic ends now.</param>
    /// <param name="see">Receives each record with its partition; by rising offset within a partition.</param>
    /// <param name="cancel">Stops between records.</param>
    /// <param name="progress">
    /// Called with the records read and the records in all; transaction markers make the first fall short.
    /// </param>
    /// <returns>The span of each partition.</returns>
    /// <exception cref="KafkaSetupException">
    /// No broker answers, it stops answering, or there is no such topic.
    /// </exception>
    public static IReadOnlyList<PartitionSpan> Read(
        KafkaOptions options, (string Key, string Topic) source, DateTimeOffset? from, DateTimeOffset? to,
        Action<int, LogRecord> see, CancellationToken cancel, Action<long, long>? progress = null)
    {
        using var reader = new TopicSpanReader(options, source);
        var span = reader.Find(from, to, cancel);
        reader.Read(span, see, cancel, progress);
        return span.Spans;
    }

    /// <summary>Asks the broker for the offsets of a span of time.</summary>
    /// <param name="from">Kafka's timestamp of the first record; null from the oldest on.</param>
    /// <param name="to">Kafka's timestamp after the last record; null up to where the topic ends now.</param>
    /// <param name="cancel">Stops the search for a time.</param>
    /// <exception cref="KafkaSetupException">No broker answers, it stops answering, or there is no such topic.</exception>
    public ClickSpan Find(DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancel) =>
        ClickSpan.Find(_consumer, _options, _source, from, to, cancel);

    /// <summary>Reads a span that was found, once.</summary>
    /// <param name="span">The span.</param>
    /// <param name="see">Receives each record with its partition; by rising offset within a partition.</param>
    /// <param name="cancel">Stops between records.</param>
    /// <param name="progress">Called with the records read and the records in all.</param>
    /// <exception cref="KafkaSetupException">No broker answers, or it stops answering.</exception>
    public void Read(ClickSpan span, Action<int, LogRecord> see, CancellationToken cancel, Action<long, long>? progress = null)
    {
        _consumer.Assign(span.Starts);
        try
        {
            while (!span.IsRead)
            {
                cancel.ThrowIfCancellationRequested();
                var result = Consume(_consumer, _options, _source);
                if (span.See(result))
                {
                    var message = result.Message;
                    see(result.Partition.Value, new LogRecord(
                        result.Offset.Value, message.Timestamp.UnixTimestampMs, message.Key, message.Value,
                        RecordHeaders.Of(message)));
                    progress?.Invoke(span.Done, span.Of);
                }
            }
        }
        finally
        {
            _consumer.Unassign();
        }
    }

    public void Dispose()
    {
        _consumer.Close();
        _consumer.Dispose();
    }

    /// <summary>The next record, or the end of a partition.</summary>
    /// <exception cref="KafkaSetupException">Nothing came in time, or the topic cannot be read.</exception>
    public static ConsumeResult<byte[]?, byte[]?> Consume(
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
