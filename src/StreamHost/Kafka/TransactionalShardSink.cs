using Confluent.Kafka;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka;

/// <summary>
/// Commits a shard's records and its offset in one Kafka transaction. The transactional id names the partition, so that
/// a new owner's <c>InitTransactions</c> ends the old owner's open transaction at once and fences it for good.
/// </summary>
public sealed class TransactionalShardSink : IShardSink
{
    /// <summary>
    /// A commit hands over all its records in one go and then flushes, which ends the gathering: so the client need not
    /// wake up for each of them, ms.
    /// </summary>
    internal const int GatherMs = 1000;

    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly TopicPartition _partition;
    private readonly OutboundMessages _messages;
    private readonly TimeSpan _timeout;

    public TransactionalShardSink(
        IConsumer<byte[]?, byte[]?> consumer, ProducerConfig config, ShardId shard, KafkaOptions options, KafkaClientLog log)
    {
        config.TransactionalId = $"{shard.Pipeline}-{shard.Topic}-{shard.Partition}";
        config.TransactionTimeoutMs = options.TransactionTimeoutMs;
        config.EnableDeliveryReports = false; // A transaction that lost a record cannot be committed.
        config.LingerMs = GatherMs;
        _producer = log.Attach(new ProducerBuilder<byte[]?, byte[]?>(config)).Build();
        _consumer = consumer;
        _partition = new TopicPartition(shard.Topic, shard.Partition);
        _messages = new OutboundMessages(options);
        _timeout = TimeSpan.FromMilliseconds(options.RequestTimeoutMs);
    }

    public Task<long?> OpenAsync(CancellationToken cancel) => Task.Run(
        () =>
        {
            Retry(() => _producer.InitTransactions(_timeout), cancel);
            return CommittedOffset.Of(_consumer, _partition, _timeout);
        },
        cancel);

    public Task CommitAsync(CommitUnit unit, CancellationToken cancel)
    {
        try
        {
            _producer.BeginTransaction();
            Produce(unit.Records, cancel);
            var position = new TopicPartitionOffset(_partition, unit.NextOffset);
            Retry(() => _producer.SendOffsetsToTransaction([position], _consumer.ConsumerGroupMetadata, _timeout), cancel);
            Retry(() => _producer.CommitTransaction(_timeout), CancellationToken.None);
            return Task.CompletedTask;
        }
        catch (OperationCanceledException)
        {
            Abort(); // Readers need not wait for the partition's next owner to do it.
            throw;
        }
        catch (KafkaException e)
        {
            Abort();
            throw new CommitFailedException(
                $"The transaction of {_partition} up to offset {unit.NextOffset} did not commit: {e.Error.Reason}",
                e.Error.IsFatal || e.Error.Code is ErrorCode.ProducerFenced or ErrorCode.InvalidProducerEpoch,
                e);
        }
    }

    public ValueTask DisposeAsync()
    {
        _producer.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Produce(IReadOnlyList<OutboundRecord> records, CancellationToken cancel)
    {
        foreach (var record in records)
        {
            _producer.ProduceWhenRoom(_messages.TargetOf(record), OutboundMessages.MessageOf(record), onReport: null, cancel);
        }
    }

    /// <summary>A retriable transaction call may be repeated as it is (librdkafka's transactional API); the bound makes it an abort.</summary>
    private static void Retry(Action call, CancellationToken cancel)
    {
        const int attempts = 5;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                call();
                return;
            }
            catch (KafkaRetriableException) when (attempt < attempts)
            {
                cancel.ThrowIfCancellationRequested(); // Else the broker asked for another try.
            }
        }
    }

    private void Abort()
    {
        try
        {
            _producer.AbortTransaction(_timeout);
        }
        catch (KafkaException)
        {
            // The producer is thrown away and made anew: its successor ends the transaction.
        }
    }
}
