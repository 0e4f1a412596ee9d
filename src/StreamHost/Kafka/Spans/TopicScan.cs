using Confluent.Kafka;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Spans;

/// <summary>Reads a topic as any service would: read-committed, outside any group, up to where it ends now.</summary>
internal sealed class TopicScan : IDisposable
{
    private readonly KafkaOptions _options;
    private readonly string _key;
    private readonly string _topic;
    private readonly IConsumer<byte[]?, byte[]?> _consumer;

    /// <param name="options">How Kafka is reached.</param>
    /// <param name="key">The option that names the topic, for messages.</param>
    /// <param name="topic">The topic.</param>
    public TopicScan(KafkaOptions options, string key, string topic)
    {
        (_options, _key, _topic) = (options, key, topic);
        var config = KafkaClientSettings.Consumer(options);
        config.GroupId = $"{options.Group}-scan"; // librdkafka wants a name; nobody joins the group
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(config).SetLogHandler((_, _) => { }).Build();
    }

    /// <summary>Reads every record; blocks until it is done.</summary>
    /// <param name="take">Receives each record.</param>
    /// <param name="progress">Told records read and offsets in all; transaction markers make the first fall short.</param>
    /// <param name="cancel">Stops between records.</param>
    /// <exception cref="KafkaSetupException">No broker answers, it stops answering, or there is no such topic.</exception>
    public void ReadAll(Action<TopicRecord> take, Action<long, long> progress, CancellationToken cancel) =>
        Find(SpanBound.Edge, record =>
        {
            take(record);
            return false;
        }, progress, cancel);

    /// <summary>Reads until a record is the wanted one; blocks meanwhile.</summary>
    /// <param name="from">Where to begin.</param>
    /// <param name="isWanted">Looks at each record.</param>
    /// <param name="progress">Told records read and offsets in all; transaction markers make the first fall short.</param>
    /// <param name="cancel">Stops between records.</param>
    /// <returns>The record; null where none up to the end is.</returns>
    /// <exception cref="KafkaSetupException">No broker answers, it stops answering, or there is no such topic.</exception>
    public TopicRecord? Find(
        SpanBound from, Func<TopicRecord, bool> isWanted, Action<long, long> progress, CancellationToken cancel)
    {
        var span = new ClickSpan(_topic, TopicSpan.Find(_consumer, _options, (_key, _topic), from, SpanBound.Edge, cancel));
        _consumer.Assign(span.Starts);
        try
        {
            while (!span.IsRead)
            {
                cancel.ThrowIfCancellationRequested();
                var result = Consume();
                if (!span.See(result))
                {
                    continue;
                }

                progress(span.Done, span.Of);
                if (RecordOf(result) is var record && isWanted(record))
                {
                    return record;
                }
            }

            return null;
        }
        finally
        {
            _consumer.Unassign();
        }
    }

    /// <summary>Reads the record at an offset.</summary>
    /// <returns>The record; null where the topic does not hold it any more, or never did.</returns>
    /// <exception cref="KafkaSetupException">No broker answers, it stops answering, or there is no such topic.</exception>
    public TopicRecord? TryReadAt(int partition, long offset)
    {
        var held = TopicSpan.Find(_consumer, _options, (_key, _topic), SpanBound.Edge, SpanBound.Edge, CancellationToken.None)
            .FirstOrDefault(span => span.Partition == partition);
        if (held is null || offset < held.From || offset >= held.To)
        {
            return null;
        }

        _consumer.Assign(new TopicPartitionOffset(_topic, partition, offset));
        var result = Consume();
        _consumer.Unassign();
        return !result.IsPartitionEOF && result.Offset.Value == offset ? RecordOf(result) : null;
    }

    /// <summary>Reads one record again.</summary>
    /// <exception cref="KafkaSetupException">The broker stops answering.</exception>
    public TopicRecord ReadAt(int partition, long offset)
    {
        _consumer.Assign(new TopicPartitionOffset(_topic, partition, offset));
        ConsumeResult<byte[]?, byte[]?> result;
        do
        {
            result = Consume();
        }
        while (result.IsPartitionEOF);
        _consumer.Unassign();
        return RecordOf(result);
    }

    public void Dispose() => _consumer.Dispose();

    private ConsumeResult<byte[]?, byte[]?> Consume() => TopicSpanReader.Consume(_consumer, _options, (_key, _topic));

    private static TopicRecord RecordOf(ConsumeResult<byte[]?, byte[]?> result) =>
        new(result.Partition.Value, result.Offset.Value, result.Message.Key, result.Message.Value)
        {
            TimestampMs = result.Message.Timestamp.UnixTimestampMs,
        };
}
