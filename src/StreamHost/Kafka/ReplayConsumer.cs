using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamReco.Stages;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Hosting;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka;

/// <summary>
/// Feeds a span of the clicks topic to shards of its own. It assigns the partitions by hand: no member joins the group,
/// so nothing is ever taken away. A partition is fetched from when its shard has recovered until its span is read; then
/// the shard drains and stores its last snapshot. Writes no tick: the log is read as it is.
/// </summary>
internal sealed partial class ReplayConsumer : IDisposable
{
    private static readonly TimeSpan _idlePoll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan _roomWait = TimeSpan.FromMilliseconds(20);

    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly Dictionary<TopicPartition, ReplayFeed> _feeds;
    private readonly KafkaOptions _kafka;
    private readonly LimitOptions _limits;
    private readonly ShardOpener _opener;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly KafkaClientLog _clientLog;
    private readonly TimeSpan _timeout;
    private long _emitted;

    public ReplayConsumer(
        StreamRecoOptions options, IReadOnlyList<PartitionSpan> spans, ShardOpener opener, TimeProvider time,
        ILogger<ReplayConsumer> logger)
    {
        _kafka = options.Kafka;
        _limits = options.Pipeline.Limits;
        (_opener, _time, _logger) = (opener, time, logger);
        _timeout = TimeSpan.FromMilliseconds(_kafka.RequestTimeoutMs);
        _clientLog = new KafkaClientLog(logger, time);
        _feeds = spans.Select(span => new ReplayFeed(_kafka.Clicks, span, _limits.BatchRecordsMax))
            .ToDictionary(feed => feed.Partition);
        var config = KafkaClientSettings.Consumer(_kafka);
        config.GroupInstanceId = null;
        config.AutoOffsetReset = AutoOffsetReset.Error; // what retention took away must not be passed over in silence
        _consumer = _clientLog.Attach(new ConsumerBuilder<byte[]?, byte[]?>(config)).Build();
    }

    /// <summary>The partitions with a span.</summary>
    public IReadOnlyCollection<ReplayFeed> Feeds => _feeds.Values;

    /// <summary>Answers that this run committed.</summary>
    public long Emitted => Interlocked.Read(ref _emitted);

    /// <summary>Reads until every span is committed, or stopped; then drains: what was taken in is committed.</summary>
    /// <exception cref="ShardFailedException">A shard failed in a way that another try does not mend.</exception>
    /// <exception cref="KafkaException">The topic cannot be read.</exception>
    public void Run(CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested && _feeds.Values.Any(feed => !feed.IsDone))
            {
                Step();
            }
        }
        finally
        {
            Drain();
            _consumer.Close();
        }
    }

    public void Dispose() => _consumer.Dispose();

    private void Step()
    {
        var hasBuffered = false;
        foreach (var feed in _feeds.Values)
        {
            Advance(feed);
            hasBuffered |= feed.Feed is { Phase: FeedPhase.Live, HasBuffered: true, HasRoom: true };
        }

        var wait = hasBuffered ? TimeSpan.Zero : _idlePoll;
        for (var left = _limits.BatchRecordsMax; left > 0; left--)
        {
            if (_consumer.Consume(wait) is not { } result)
            {
                OfferAll();
                return;
            }

            Take(result);
            wait = TimeSpan.Zero;
        }
    }

    private void Take(ConsumeResult<byte[]?, byte[]?> result)
    {
        if (!_feeds.TryGetValue(result.TopicPartition, out var feed)
            || feed.Feed is not { Phase: FeedPhase.Live, Paused: false })
        {
            return;
        }

        if (result.IsPartitionEOF || result.Offset.Value >= feed.Span.To)
        {
            feed.Reach(result.Offset.Value);
            return;
        }

        var message = result.Message;
        var isFull = feed.Feed.Add(new RawRecord(
            result.Offset.Value, message.Timestamp.UnixTimestampMs, message.Key, message.Value,
            RecordHeaders.Of(message)));
        if (isFull && feed.Feed.WaitForRoom(_roomWait))
        {
            feed.Feed.Offer();
        }
        else if (isFull)
        {
            _consumer.Pause([feed.Partition]);
            feed.Feed.Paused = true;
        }
    }

    private void OfferAll()
    {
        foreach (var feed in _feeds.Values)
        {
            feed.Feed.Offer();
        }
    }

    private void Advance(ReplayFeed feed)
    {
        switch (feed.Feed.Phase)
        {
            case FeedPhase.Assigned when !feed.IsDone:
            case FeedPhase.Backoff when _time.GetTimestamp() >= feed.Feed.RetryAt:
                feed.Feed.BeginOpening(stop => OpenAsync(feed, stop));
                break;
            case FeedPhase.Opening when feed.Feed.Opening!.IsCompletedSuccessfully:
                // The task has ended: this takes its value without waiting.
                StartReading(feed, feed.Feed.Opening!.GetAwaiter().GetResult());
                break;
            case FeedPhase.Opening when feed.Feed.Opening!.IsCompleted:
                Recover(feed, feed.Feed.Opening!.Exception?.GetBaseException()
                    ?? new OperationCanceledException("The opening was cancelled."));
                break;
            case FeedPhase.Live when feed.Finishing is { IsCompletedSuccessfully: true }:
                feed.IsDone = true;
                feed.Feed.Close();
                break;
            case FeedPhase.Live when feed.Feed.Shard!.Graph.Completion is { IsCompleted: true, IsCompletedSuccessfully: false } ended:
                FailLive(feed, ended);
                break;
            case FeedPhase.Live:
                KeepMoving(feed);
                break;
            default:
                break;
        }
    }

    private void KeepMoving(ReplayFeed feed)
    {
        if (feed.Feed.Failures > 0 && feed.Progress!.Standing.Commits > 0)
        {
            feed.Feed.MarkProgress();
        }

        if (feed.Feed is { Paused: true, HasRoom: true } && feed.IsFetched)
        {
            feed.Feed.Offer();
            _consumer.Resume([feed.Partition]);
            feed.Feed.Paused = false;
        }

        if (feed.IsRead && feed.Finishing is null)
        {
            StopFetching(feed);
            feed.Feed.Offer();
            feed.Finishing = feed.IsHandedOver ? FinishAsync(feed.Feed.Shard!) : null;
        }
    }

    private async Task<OpenShard> OpenAsync(ReplayFeed feed, CancellationToken stop)
    {
        var shard = new ShardId(_kafka.Group, feed.Partition.Topic, feed.Span.Partition);
        var sink = new CountedShardSink(
            new TransactionalShardSink(_consumer, KafkaClientSettings.Producer(_kafka), shard, _kafka, _clientLog),
            answers => Interlocked.Add(ref _emitted, answers));
        try
        {
            return await _opener.OpenAsync(
                shard, sink, () => _consumer.QueryWatermarkOffsets(feed.Partition, _timeout).Low.Value, feed.Span.From,
                stop);
        }
        catch
        {
            await sink.DisposeAsync();
            throw;
        }
    }

    private void StartReading(ReplayFeed feed, OpenShard shard)
    {
        feed.Progress = shard.Progress;
        feed.Feed.GoLive(shard);
        if (shard.StartOffset < feed.Span.To)
        {
            _consumer.IncrementalAssign([new TopicPartitionOffset(feed.Partition, shard.StartOffset)]);
            feed.IsFetched = true;
        }

        feed.Feed.Paused = false;
    }

    private void StopFetching(ReplayFeed feed)
    {
        if (feed.IsFetched)
        {
            _consumer.Resume([feed.Partition]); // the client would remember the pause
            _consumer.IncrementalUnassign([feed.Partition]);
            feed.IsFetched = false;
        }
    }

    private void FailLive(ReplayFeed feed, Task ended)
    {
        feed.Feed.Abandon.Cancel();
        feed.Feed.Shard!.Sink.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Recover(feed, ended.Exception?.GetBaseException() ?? new OperationCanceledException("The shard was cancelled."));
    }

    private void Recover(ReplayFeed feed, Exception cause)
    {
        StopFetching(feed);
        var wait = ShardFailure.WaitBeforeRetry(cause, feed.Feed.Failures)
            ?? throw new ShardFailedException($"The shard of {feed.Partition} failed: {cause.Message}", cause);
        if (ShardFailure.IsTold(feed.Feed.Failures))
        {
            LogShardFailed(_logger, feed.Partition, wait.TotalSeconds, cause.Message);
        }

        feed.Finishing = null;
        feed.Feed.BackOff(_time.GetTimestamp() + (long)(wait.TotalSeconds * _time.TimestampFrequency));
    }

    /// <summary>Ends what still runs: what the shards took in is committed, their state stored.</summary>
    private void Drain()
    {
        var open = _feeds.Values.Where(feed => !feed.IsDone).ToList();
        try
        {
            if (!Task.WhenAll(open.Select(EndAsync)).Wait(_timeout))
            {
                LogDrainTimedOut(_logger, _kafka.RequestTimeoutMs);
            }
        }
        catch (AggregateException e)
        {
            LogDrainFailed(_logger, e.GetBaseException().Message);
        }

        open.ForEach(feed => feed.Feed.Abandon.Cancel());
    }

    private static async Task EndAsync(ReplayFeed feed)
    {
        if (feed.Feed.Opening is { } opening)
        {
            await feed.Feed.Abandon.CancelAsync();
            await opening.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            await (opening.IsCompletedSuccessfully ? (await opening).Sink.DisposeAsync() : ValueTask.CompletedTask);
        }
        else if (feed.Feed.Shard is { } shard)
        {
            await (feed.Finishing ?? FinishAsync(shard));
        }
    }

    private static async Task FinishAsync(OpenShard shard)
    {
        try
        {
            await shard.Graph.DrainAsync();
        }
        finally
        {
            await shard.Sink.DisposeAsync();
        }
    }

    [LoggerMessage(60, LogLevel.Warning, "replay of {Partition} failed and is opened again in {Seconds:F1} s: {Reason}")]
    private static partial void LogShardFailed(ILogger logger, TopicPartition partition, double seconds, string reason);

    [LoggerMessage(61, LogLevel.Warning, "shards did not drain within Kafka:RequestTimeoutMs ({Ms}); the same replay goes on from its last commit")]
    private static partial void LogDrainTimedOut(ILogger logger, int ms);

    [LoggerMessage(62, LogLevel.Warning, "a shard failed while draining, the same replay goes on from its last commit: {Reason}")]
    private static partial void LogDrainFailed(ILogger logger, string reason);
}
