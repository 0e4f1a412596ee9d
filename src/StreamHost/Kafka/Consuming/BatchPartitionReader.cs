using Confluent.Kafka;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.Stages.Serving;
using StreamReco.StreamHost.Kafka.Client;

namespace StreamReco.StreamHost.Kafka.Consuming;

/// <summary>
/// As <see cref="KafkaPartitionReader"/>, in batches from the client's own queue into memory that is used again: a record
/// leaves nothing for the garbage collector.
/// </summary>
internal sealed class BatchPartitionReader : IPartitionReader
{
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly ClientQueue _queue;
    private readonly SharedPool<RecordBuffer> _buffers;
    private readonly KafkaClientLog _log;
    private readonly long _until;
    private long _next;

    /// <param name="consumer">Owned from here on.</param>
    /// <param name="native">The native client behind it.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="from">The offset to begin at.</param>
    /// <param name="until">The offset to end before; <see cref="long.MaxValue"/> for no end.</param>
    /// <param name="log">Where passing errors are reported.</param>
    public BatchPartitionReader(
        IConsumer<byte[]?, byte[]?> consumer, nint native, TopicPartition partition, long from, long until, KafkaClientLog log)
    {
        (_consumer, _log, _until, _next) = (consumer, log, until, from);
        _queue = new ClientQueue(native);
        SharedPool<RecordBuffer>? pool = null;
        _buffers = pool = new SharedPool<RecordBuffer>(() => new RecordBuffer(buffer => pool!.Return(buffer)));
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
        var from = _next;
        var buffer = _buffers.Rent();
        for (var room = recordsMax; room > 0 && !IsAtEnd; room = recordsMax - buffer.Records.Count)
        {
            var taken = _queue.Take(wait, room);
            if (taken.IsEmpty)
            {
                break;
            }

            TakeAll(taken, buffer);
            wait = TimeSpan.Zero;
        }

        if (_next != from)
        {
            return new RecordBatch(buffer.Records, _next) { Memory = buffer };
        }

        buffer.Dispose();
        return null;
    }

    public void Dispose()
    {
        _queue.Dispose();
        _consumer.Dispose();
    }

    private void TakeAll(ReadOnlySpan<nint> messages, RecordBuffer buffer)
    {
        try
        {
            foreach (var message in messages)
            {
                Take(message, buffer);
            }
        }
        finally
        {
            ClientQueue.GiveBack(messages);
        }
    }

    private void Take(nint message, RecordBuffer buffer)
    {
        var (offset, error) = (ClientQueue.OffsetOf(message), ClientQueue.ErrorOf(message));
        if (error is { Code: not ErrorCode.Local_PartitionEOF })
        {
            if (!KafkaErrors.Passes(error))
            {
                throw new KafkaException(error);
            }

            _log.Warn(error); // What the client gets over by itself is no reason to stop.
        }
        else if (error is not null || offset >= _until)
        {
            // What lies before the end without being a record (transaction markers, compaction) is passed.
            _next = Math.Max(_next, Math.Min(offset, _until));
        }
        else if (offset >= _next)
        {
            ClientQueue.Copy(message, buffer);
            _next = offset + 1;
        }
    }
}
