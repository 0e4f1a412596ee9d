using Confluent.Kafka;
using Polly;
using Polly.Retry;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Consuming;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Committing;

/// <summary>
/// Commits a shard's records and its offset in one Kafka transaction. The transactional id names the partition, so that
/// a new owner's <c>InitTransactions</c> ends the old owner's open transaction at once and fences it for good.
/// </summary>
internal sealed class TransactionalShardSink : IShardSink, IRefusals
{
    /// <summary>
    /// A commit hands over all its records in one go and then flushes, which ends the gathering: so the client need not
    /// wake up for each of them, ms.
    /// </summary>
    internal const int GatherMs = 1000;

    /// <summary>Tries of a transaction call.</summary>
    private const int Tries = 5;

    /// <summary>A retriable transaction call may be repeated as it is (librdkafka's transactional API); the bound makes it an abort.</summary>
    private static readonly ResiliencePipeline _retry = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<KafkaRetriableException>(),
            Delay = TimeSpan.Zero,
            MaxRetryAttempts = Tries - 1,
        })
        .Build();

    /// <summary>
    /// The shortest time after a commit within which the broker may still be writing its markers: what begins the next transaction is
    /// told to come again, records after 20 ms, offsets after <c>retry.backoff.ms</c>.
    /// </summary>
    private static readonly TimeSpan _settled = TimeSpan.FromMilliseconds(2);

    private static readonly TimeSpan _flushStep = TimeSpan.FromMilliseconds(20);

    private readonly ProducerConfig _config;
    private readonly KafkaClientLog _log;
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly TopicPartition _partition;
    private readonly OutboundMessages _messages;
    private readonly OutboundBatches _batches;
    private readonly TimeSpan _timeout;
    private IProducer<byte[]?, byte[]?> _producer = null!; // Open sets it
    private BatchProducer? _batch;
    private ProducerEvents? _events;

    /// <summary>When the last commit ended, and how long it took.</summary>
    private (long Ended, TimeSpan Took)? _last;

    public TransactionalShardSink(
        IConsumer<byte[]?, byte[]?> consumer, ProducerConfig config, ShardId shard, KafkaOptions options, OutboundBatches batches,
        KafkaClientLog log)
    {
        config.TransactionalId = $"{shard.Pipeline}-{shard.Topic}-{shard.Partition}";
        config.TransactionTimeoutMs = options.TransactionTimeoutMs;
        config.EnableDeliveryReports = false; // A transaction that lost a record cannot be committed.
        config.LingerMs = GatherMs;
        batches.Bound(config, consumer.Handle);
        (_config, _log) = (config, log);
        _consumer = consumer;
        _partition = new TopicPartition(shard.Topic, shard.Partition);
        _messages = new OutboundMessages(options, shard);
        _batches = batches;
        _timeout = TimeSpan.FromMilliseconds(options.RequestTimeoutMs);
        Open(config);
    }

    /// <summary>Measures how long ago the last commit ended.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The call with the offset; longer than its tries may take it is not waited for.</summary>
    private BoundedCall Offset => field ??= new BoundedCall(Time);

    /// <summary>As long as the tries may take, if each takes all of its time.</summary>
    private TimeSpan OffsetWait => _timeout * Tries;

    public Task<long?> OpenAsync(CancellationToken cancel) => Task.Run(
        () =>
        {
            _retry.Execute(_ => _producer.InitTransactions(_timeout), cancel);
            return CommittedOffset.Of(_consumer, _partition, _timeout);
        },
        cancel);

    public async Task CommitAsync(CommitUnit unit, CancellationToken cancel)
    {
        var begun = Time.GetTimestamp();
        try
        {
            _producer.BeginTransaction();
            await SendAsync(unit, cancel);
            _retry.Execute(() => _producer.CommitTransaction(_timeout));
            _batch?.NoteCommitted();
            _last = (Time.GetTimestamp(), Time.GetElapsedTime(begun));
        }
        catch (OperationCanceledException)
        {
            Abort(); // Readers need not wait for the partition's next owner to do it.
            throw;
        }
        catch (TimeoutException e)
        {
            throw new CommitFailedException(
                $"The transaction of {_partition} up to offset {unit.NextOffset} did not commit: Kafka's client has not come back from "
                + $"sending the offset within {OffsetWait.TotalSeconds:0} s, which is {Tries} times Kafka:RequestTimeoutMs. It is replaced.",
                false, e);
        }
        catch (KafkaException e)
        {
            Abort();
            ThrowIfTooLarge(e, unit);
            throw new CommitFailedException(
                $"The transaction of {_partition} up to offset {unit.NextOffset} did not commit: {e.Error.Reason}",
                e.Error.IsFatal || e.Error.Code is ErrorCode.ProducerFenced or ErrorCode.InvalidProducerEpoch,
                e);
        }
    }

    /// <summary>
    /// Sends records and offset, side by side where the transaction before is surely over. Else the offset goes first: with it the
    /// transaction begins, and it is told to come again after a shorter pause than records are.
    /// </summary>
    private async Task SendAsync(CommitUnit unit, CancellationToken cancel)
    {
        var recordsFirst = IsSettled();
        if (recordsFirst)
        {
            Produce(unit.Records, cancel);
        }

        var offset = Offset.Start(() => SendOffset(unit, cancel));
        if (!recordsFirst)
        {
            Offset.WaitAsync(OffsetWait).GetAwaiter().GetResult(); // a commit stays on the thread of its partition
            Produce(unit.Records, cancel);
        }

        FlushBeside(offset, cancel);
        await Offset.WaitAsync(OffsetWait); // also where the shard is abandoned: what is left open would hold readers up
    }

    /// <summary>
    /// Flushes until every record has arrived. Not longer than the offset takes where no further one arrives: once a record is refused, the
    /// client sends no more, and says so when the transaction is to be committed.
    /// </summary>
    private void FlushBeside(Task offset, CancellationToken cancel)
    {
        var before = 0;
        FlushWhile(_flushStep, _timeout, left =>
        {
            var isStuck = left == before;
            before = left;
            return !cancel.IsCancellationRequested && !offset.IsFaulted && !offset.IsCanceled && !(offset.IsCompleted && isStuck);
        });
    }

    /// <summary>Whether the broker has surely written the markers of the commit before.</summary>
    private bool IsSettled()
    {
        if (_last is not { } last)
        {
            return true;
        }

        var since = Time.GetElapsedTime(last.Ended);
        return since >= _settled && since >= last.Took / 2;
    }

    private void SendOffset(CommitUnit unit, CancellationToken cancel)
    {
        var position = new TopicPartitionOffset(_partition, unit.NextOffset);
        _retry.Execute(_ => _producer.SendOffsetsToTransaction([position], _consumer.ConsumerGroupMetadata, _timeout), cancel);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RefusedRecord>> FindAsync(IReadOnlyList<OutboundRecord> records, CancellationToken cancel) =>
        Task.Run(() => Find(records, cancel), cancel);

    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private void Open(ProducerConfig config)
    {
        var withEvents = ProducerEvents.Fit(config);
        _producer = Build(config, withEvents);
        if (ClientHandle.TryFind(_producer, out var native) is { } why)
        {
            _log.WarnOfFallback(why);
            _producer.Dispose();
            _producer = Build(config, withEvents: false);
            return;
        }

        _batch = new BatchProducer(native);
        _events = withEvents ? new ProducerEvents(native, $"events {_partition}", _log) : null;
    }

    private IProducer<byte[]?, byte[]?> Build(ProducerConfig config, bool withEvents)
    {
        var own = new ProducerConfig(new Dictionary<string, string>(config));
        if (withEvents)
        {
            ProducerEvents.Ask(own);
        }

        return _log.Attach(new ProducerBuilder<byte[]?, byte[]?>(own)).Build();
    }

    private void Close()
    {
        var (producer, batch, events) = (_producer, _batch, _events);
        (_batch, _events) = (null, null);
        Offset.CloseAfter(() =>
        {
            batch?.Dispose();
            events?.Dispose();
            producer.Dispose();
            GC.KeepAlive(batch); // Until here the client may read what was lent to it.
        });
    }

    private IReadOnlyList<RefusedRecord> Find(IReadOnlyList<OutboundRecord> records, CancellationToken cancel)
    {
        var alone = new ProducerConfig(new Dictionary<string, string>(_config))
        {
            BatchSize = 1,
            EnableDeliveryReports = true,
        };
        var refused = new Dictionary<int, RefusedRecord>();
        try
        {
            // The first refusal ends a transaction: what came after it is found in the next one.
            int before;
            do
            {
                before = CountOf(refused);
                Renew(alone, cancel);
                TryEach(records, refused, cancel);
            }
            while (CountOf(refused) > before);

            Renew(_config, cancel);
            return [.. refused.Values.OrderBy(one => one.Index)];
        }
        catch (KafkaException e)
        {
            throw new CommitFailedException(
                $"The records of {_partition} that are refused were not found: {e.Error.Reason}",
                e.Error.IsFatal || e.Error.Code is ErrorCode.ProducerFenced or ErrorCode.InvalidProducerEpoch, e);
        }
    }

    /// <summary>After a refused batch a producer is of no more use.</summary>
    private void Renew(ProducerConfig config, CancellationToken cancel)
    {
        Close();
        Open(config);
        _retry.Execute(_ => _producer.InitTransactions(_timeout), cancel);
    }

    private void TryEach(IReadOnlyList<OutboundRecord> records, Dictionary<int, RefusedRecord> refused, CancellationToken cancel)
    {
        var known = refused.Keys.ToHashSet();
        _producer.BeginTransaction();
        try
        {
            for (var i = 0; i < records.Count; i++)
            {
                if (!known.Contains(i))
                {
                    var index = i;
                    _producer.ProduceWhenRoom(
                        _messages.TargetOf(records[i]), OutboundMessages.MessageOf(records[i]),
                        report => Note(refused, index, report), cancel);
                }
            }
        }
        catch (KafkaException)
        {
            // A refusal that came in meanwhile: the transaction takes no more.
        }

        // After a refusal the client sends no more of the transaction: a flush would wait in vain.
        FlushWhile(_flushStep, _timeout, _ => CountOf(refused) == known.Count);
        Abort(); // Ends with the reports of what is still on its way.
    }

    /// <summary>Flushes step by step until every record has arrived, the bound is over, or nothing is to be waited for.</summary>
    /// <param name="step">How long a step waits at most.</param>
    /// <param name="bound">How long all steps wait at most.</param>
    /// <param name="isWaiting">Asked before each step, with the number of records that are on their way (at first the greatest number).</param>
    private void FlushWhile(TimeSpan step, TimeSpan bound, Func<int, bool> isWaiting)
    {
        var left = int.MaxValue;
        for (var waited = TimeSpan.Zero; waited < bound && left > 0 && isWaiting(left); waited += step)
        {
            left = _producer.Flush(step); // waits within the client
        }
    }

    private static int CountOf(Dictionary<int, RefusedRecord> refused)
    {
        lock (refused)
        {
            return refused.Count;
        }
    }

    /// <summary>Called while the producer is flushed or polled, on the caller's thread or the client's.</summary>
    private static void Note(Dictionary<int, RefusedRecord> refused, int index, DeliveryReport<byte[]?, byte[]?> report)
    {
        if (Refusal.IsRefusal(report.Error))
        {
            lock (refused)
            {
                refused[index] = new RefusedRecord(
                    index, Refusal.TypeOf(report.Error),
                    Refusal.Describe(report.Error, report.Topic, report.Message.Timestamp.UnixTimestampMs));
            }
        }
    }

    private void Produce(IReadOnlyList<OutboundRecord> records, CancellationToken cancel)
    {
        for (var i = 0; i < records.Count; i++)
        {
            var record = records[i];
            var target = _messages.TargetOf(record);
            if (_batch is { } batch && BatchProducer.Takes(record))
            {
                batch.Add(target.Topic, record);
                continue;
            }

            _batch?.Flush(); // so that records of a key stay in their order
            _producer.ProduceWhenRoom(target, OutboundMessages.MessageOf(record), onReport: null, cancel);
        }

        _batch?.Flush();
    }

    private void ThrowIfTooLarge(KafkaException refusal, CommitUnit unit)
    {
        if (refusal.Error.Code == ErrorCode.MsgSizeTooLarge && _batches.Refuse(unit.Records, _messages) is { } tooLarge)
        {
            throw tooLarge;
        }
    }

    private void Abort()
    {
        if (Offset.IsRunning)
        {
            return; // The client takes one call of a transaction at a time; the next owner ends the transaction.
        }

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
