using Confluent.Kafka;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Spans;

namespace StreamReco.StreamHost.Kafka.Consuming;

/// <summary>
/// Reads one partition with a consumer that is assigned to it, not subscribed: nothing is ever taken away, and how long the
/// caller waits between two reads does not matter to the broker.
/// </summary>
internal sealed class KafkaPartitionReader : IPartitionReader
{
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly KafkaClientLog _log;
    private readonly long _until;
    private long _next;

    /// <param name="consumer">Owned from here on.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="from">The offset to begin at.</param>
    /// <param name="until">The offset to end before; <see cref="long.MaxValue"/> for no end.</param>
    /// <param name="log">Where passing errors are reported.</param>
    public KafkaPartitionReader(
        IConsumer<byte[]?, byte[]?> consumer, TopicPartition partition, long from, long until, KafkaClientLog log)
    {
        (_consumer, _log, _until, _next) = (consumer, log, until, from);
        if (!IsAtEnd)
        {
            consumer.Assign(new TopicPartitionOffset(partition, from));
        }
    }

    public bool IsAtEnd => _next >= _until;

    /// <inheritdoc/>
    /// <exception cref="KafkaException">The partition cannot be read on.</exception>
    public RecordBatch? Read(int recordsMax, TimeSpan wait)
    {
        var (from, records) = (_next, new List<LogRecord>());
        while (records.Count < recordsMax && !IsAtEnd && Consume(wait) is { } result)
        {
            Take(result, records);
            wait = TimeSpan.Zero;
        }

        return _next == from ? null : new RecordBatch(records, _next);
    }

    public void Dispose() => _consumer.Dispose();

    private void Take(ConsumeResult<byte[]?, byte[]?> result, List<LogRecord> records)
    {
        if (result.IsPartitionEOF || result.Offset.Value >= _until)
        {
            // What lies before the end without being a record (transaction markers, compaction) is passed.
            _next = Math.Max(_next, Math.Min(result.Offset.Value, _until));
        }
        else if (result.Offset.Value >= _next)
        {
            var message = result.Message;
            records.Add(new LogRecord(
                result.Offset.Value, message.Timestamp.UnixTimestampMs, message.Key, message.Value, RecordHeaders.Of(message)));
            _next = result.Offset.Value + 1;
        }
    }

    /// <summary>One poll. What the client gets over by itself is reported and is no reason to stop.</summary>
    private ConsumeResult<byte[]?, byte[]?>? Consume(TimeSpan wait)
    {
        try
        {
            return _consumer.Consume(wait);
        }
        catch (ConsumeException e) when (KafkaErrors.Passes(e.Error))
        {
            _log.Warn(e.Error);
            return null;
        }
    }
}
