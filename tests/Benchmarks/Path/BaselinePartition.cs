using System.Diagnostics;
using System.Threading.Channels;
using Confluent.Kafka;
using StreamReco.Stages;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Committing;
using StreamReco.StreamHost.Options;

namespace StreamReco.Benchmarks.Path;

/// <summary>One partition of the twin: batches and commits at the pace of the path's limits.</summary>
internal sealed class BaselinePartition : IDisposable
{
    private readonly Channel<List<ConsumeResult<byte[]?, byte[]?>>> _batches;
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly TopicPartition _partition;
    private readonly LimitOptions _limits;
    private readonly TimeSpan _timeout;
    private readonly string _copy;
    private readonly Task _loop;
    private List<ConsumeResult<byte[]?, byte[]?>> _buffer = [];
    private long _committed;

    public BaselinePartition(
        IConsumer<byte[]?, byte[]?> consumer, TopicPartition partition, string copy, KafkaOptions kafka, LimitOptions limits)
    {
        _consumer = consumer;
        _partition = partition;
        _copy = copy;
        _limits = limits;
        _timeout = TimeSpan.FromMilliseconds(kafka.RequestTimeoutMs);
        var config = KafkaClientSettings.Producer(kafka);
        config.TransactionalId = $"{kafka.Group}-{partition.Partition.Value}";
        config.EnableDeliveryReports = false;
        config.LingerMs = TransactionalShardSink.GatherMs;
        _producer = new ProducerBuilder<byte[]?, byte[]?>(config).SetLogHandler((_, _) => { }).Build();
        _producer.InitTransactions(_timeout);
        _batches = Channel.CreateBounded<List<ConsumeResult<byte[]?, byte[]?>>>(
            limits.InboxBatchesMax + limits.InFlightBatchesMax);
        _loop = Task.Run(CommitAllAsync);
    }

    public long Committed => Interlocked.Read(ref _committed);

    public bool HasBuffered => _buffer.Count > 0;

    public void Add(ConsumeResult<byte[]?, byte[]?> result)
    {
        _buffer.Add(result);
        if (_buffer.Count >= _limits.BatchRecordsMax)
        {
            Flush();
        }
    }

    /// <summary>Hands the buffer over; waits while the committing task is behind.</summary>
    public void Flush()
    {
        if (_buffer.Count > 0)
        {
            _batches.Writer.WriteAsync(_buffer).AsTask().Wait();
            _buffer = new List<ConsumeResult<byte[]?, byte[]?>>(_limits.BatchRecordsMax);
        }
    }

    public Task DrainAsync()
    {
        Flush();
        _batches.Writer.Complete();
        return _loop;
    }

    public void Dispose() => _producer.Dispose();

    private async Task CommitAllAsync()
    {
        var unit = new List<ConsumeResult<byte[]?, byte[]?>>();
        while (await _batches.Reader.WaitToReadAsync())
        {
            await GatherAsync(unit);
            Commit(unit);
            unit.Clear();
        }
    }

    private async Task GatherAsync(List<ConsumeResult<byte[]?, byte[]?>> unit)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            while (unit.Count < _limits.CommitRecordsMax && _batches.Reader.TryRead(out var batch))
            {
                unit.AddRange(batch);
            }

            var left = _limits.CommitLingerMs - Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            if (left <= 0 || unit.Count >= _limits.CommitRecordsMax)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Math.Max(1, left)));
        }
    }

    private void Commit(List<ConsumeResult<byte[]?, byte[]?>> unit)
    {
        _producer.BeginTransaction();
        foreach (var result in unit)
        {
            Produce(new Message<byte[]?, byte[]?> { Key = result.Message.Key, Value = result.Message.Value });
        }

        var position = new TopicPartitionOffset(_partition, unit[^1].Offset + 1);
        _producer.SendOffsetsToTransaction([position], _consumer.ConsumerGroupMetadata, _timeout);
        _producer.CommitTransaction(_timeout);
        Interlocked.Add(ref _committed, unit.Count);
    }

    private void Produce(Message<byte[]?, byte[]?> message)
    {
        while (true)
        {
            try
            {
                _producer.Produce(_copy, message);
                return;
            }
            catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                _producer.Poll(TimeSpan.FromMilliseconds(10));
            }
        }
    }
}
