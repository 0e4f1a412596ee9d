using Confluent.Kafka;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Consuming;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Committing;

/// <summary>
/// At-least-once delivery: records first, the offset once every record is acknowledged. A crash between the two repeats
/// records; their <c>recommendation_id</c> tells a reader so.
/// </summary>
internal sealed class PlainShardSink : IShardSink
{
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly TopicPartition _partition;
    private readonly OutboundMessages _messages;
    private readonly OutboundBatches _batches;
    private readonly TimeSpan _timeout;
    private Error? _lost;

    public PlainShardSink(
        IConsumer<byte[]?, byte[]?> consumer, ProducerConfig config, ShardId shard, KafkaOptions options, OutboundBatches batches,
        KafkaClientLog log)
    {
        config.EnableIdempotence = true;
        config.EnableDeliveryReports = true;
        batches.Bound(config, consumer.Handle);
        _producer = log.Attach(new ProducerBuilder<byte[]?, byte[]?>(config)).Build();
        _consumer = consumer;
        _partition = new TopicPartition(shard.Topic, shard.Partition);
        _messages = new OutboundMessages(options, shard);
        _batches = batches;
        _timeout = TimeSpan.FromMilliseconds(options.RequestTimeoutMs);
    }

    public Task<long?> OpenAsync(CancellationToken cancel) =>
        Task.Run(() => CommittedOffset.Of(_consumer, _partition, _timeout), cancel);

    public Task CommitAsync(CommitUnit unit, CancellationToken cancel)
    {
        try
        {
            _lost = null;
            foreach (var record in unit.Records)
            {
                _producer.ProduceWhenRoom(_messages.TargetOf(record), OutboundMessages.MessageOf(record), NoteLoss, cancel);
            }

            var left = _producer.Flush(_timeout);
            if (_lost is not null || left > 0)
            {
                throw new KafkaException(_lost ?? new Error(ErrorCode.Local_TimedOut, $"{left} records were not acknowledged."));
            }

            cancel.ThrowIfCancellationRequested(); // Another node may own the partition by now and be further on.
            _consumer.Commit([new TopicPartitionOffset(_partition, unit.NextOffset)]);
            return Task.CompletedTask;
        }
        catch (KafkaException e)
        {
            if (e.Error.Code == ErrorCode.MsgSizeTooLarge && _batches.Refuse(unit.Records, _messages) is { } tooLarge)
            {
                throw tooLarge;
            }

            throw new CommitFailedException(
                $"The records of {_partition} up to offset {unit.NextOffset} were not all written: {e.Error.Reason}",
                fenced: e.Error.IsFatal,
                e);
        }
    }

    public ValueTask DisposeAsync()
    {
        _producer.Dispose();
        return ValueTask.CompletedTask;
    }

    private void NoteLoss(DeliveryReport<byte[]?, byte[]?> report) => _lost = report.Error.IsError ? report.Error : _lost;
}
