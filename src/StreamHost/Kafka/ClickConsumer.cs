using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamReco.Stages.Metrics;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Hosting;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka;

/// <summary>
/// The node's membership in the consumer group. One thread polls; every assigned partition gets a shard, opened and
/// recovered beside the others; a partition whose shard is full is paused while polling goes on.
/// </summary>
public sealed partial class ClickConsumer : IDisposable
{
    private static readonly TimeSpan _idlePoll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan _roomWait = TimeSpan.FromMilliseconds(20);

    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly Dictionary<TopicPartition, PartitionFeed> _feeds = [];
    private readonly KafkaOptions _kafka;
    private readonly StreamRecoOptions _options;
    private readonly ShardOpener _opener;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly KafkaClientLog _clientLog;
    private readonly TimeSpan _timeout;
    private KafkaTicker? _ticker;
    private readonly Dictionary<TopicPartition, ShardProgress> _owned = [];
    private volatile IReadOnlyList<ShardProgress> _shards = [];
    private volatile IReadOnlyList<ShardProgress> _everOwned = [];
    private bool _assignedOnce;

    public ClickConsumer(StreamRecoOptions options, ShardOpener opener, TimeProvider time, ILogger<ClickConsumer> logger)
    {
        _options = options;
        _kafka = options.Kafka;
        _opener = opener;
        _time = time;
        _logger = logger;
        _timeout = TimeSpan.FromMilliseconds(_kafka.RequestTimeoutMs);
        _clientLog = new KafkaClientLog(logger, time);
        _consumer = _clientLog.Attach(new ConsumerBuilder<byte[]?, byte[]?>(KafkaClientSettings.Consumer(_kafka)))
            .SetPartitionsAssignedHandler((_, added) => OnAssigned(added))
            .SetPartitionsRevokedHandler((_, removed) => OnRevoked(removed))
            .SetPartitionsLostHandler((_, lost) => OnLost(lost))
            .Build();
    }

    /// <summary>The shards that this node owns now.</summary>
    public IReadOnlyList<ShardProgress> Shards => _shards;

    /// <summary>The shards that this node owned at any time of its run, each with its newest standing.</summary>
    public IReadOnlyList<ShardProgress> EverOwned => _everOwned;

    /// <summary>Whether the group has given this node its partitions at least once.</summary>
    public bool IsAssigned => _assignedOnce;

    /// <summary>Polls until stopped or, with <paramref name="untilEnd"/>, until everything that the topic holds now is committed; then drains.</summary>
    /// <exception cref="KafkaException">The topic is missing or the broker cannot be reached in time.</exception>
    public void Run(bool untilEnd, CancellationToken stop)
    {
        var ends = TopicEnds.Read(_consumer, _kafka, _timeout);
        var targets = untilEnd ? ends : null;
        _consumer.Subscribe(_kafka.Clicks);
        try
        {
            while (!stop.IsCancellationRequested && !(targets is not null && HasReached(targets)))
            {
                Step();
            }
        }
        finally
        {
            Drain([.. _feeds.Keys]);
            _consumer.Close();
        }
    }

    public void Dispose()
    {
        _ticker?.Dispose();
        _consumer.Dispose();
    }

    private void Step()
    {
        foreach (var feed in _feeds.Values)
        {
            Advance(feed);
        }

        var result = _consumer.Consume(_feeds.Values.Any(f => f.Phase == FeedPhase.Live && f.HasBuffered) ? TimeSpan.Zero : _idlePoll);
        if (result is null)
        {
            OfferAll();
        }
        else if (_feeds.TryGetValue(result.TopicPartition, out var feed) && feed is { Phase: FeedPhase.Live, Paused: false })
        {
            Take(feed, result);
        }
    }

    private void Take(PartitionFeed feed, ConsumeResult<byte[]?, byte[]?> result)
    {
        if (result.IsPartitionEOF)
        {
            feed.ReachEnd(result.Offset.Value);
            return;
        }

        feed.LastRecordAt = _time.GetTimestamp();
        var message = result.Message;
        var record = new RawRecord(
            result.Offset.Value, message.Timestamp.UnixTimestampMs, message.Key, message.Value, RecordHeaders.Of(message));
        if (feed.TickOnItsWay && Tick.IsTick(record))
        {
            feed.TickOnItsWay = false;
        }

        if (feed.Add(record))
        {
            OfferOrPause(feed);
        }
    }

    private void OfferAll()
    {
        foreach (var feed in _feeds.Values)
        {
            feed.Offer();
        }
    }

    private void OfferOrPause(PartitionFeed feed)
    {
        if (feed.WaitForRoom(_roomWait))
        {
            feed.Offer();
        }
        else
        {
            Pause(feed);
        }
    }

    private void Advance(PartitionFeed feed)
    {
        switch (feed.Phase)
        {
            case FeedPhase.Assigned:
            case FeedPhase.Backoff when _time.GetTimestamp() >= feed.RetryAt:
                Pause(feed);
                feed.BeginOpening(stop => OpenAsync(feed.Partition, stop));
                break;
            case FeedPhase.Opening when feed.Opening!.IsCompleted:
                EndOpening(feed, feed.Opening!);
                break;
            case FeedPhase.Live when feed.Shard!.Graph.Completion.IsCompleted:
                FailLive(feed, feed.Shard);
                break;
            case FeedPhase.Live:
                KeepMoving(feed);
                break;
            default:
                break;
        }
    }

    private void KeepMoving(PartitionFeed feed)
    {
        if (feed.Failures > 0 && feed.Shard!.Progress.Standing.Commits > 0)
        {
            feed.MarkProgress();
        }

        if (feed.Paused && feed.HasRoom)
        {
            feed.Offer();
            Resume(feed);
        }

        var idle = _time.GetElapsedTime(feed.LastRecordAt).TotalMilliseconds >= _options.Pipeline.Limits.IdleTickMs;
        if (idle && !feed.TickOnItsWay && !feed.HasBuffered && feed.Shard!.Progress.Standing is { Waiting: > 0 } standing
            && standing.NextOffset == feed.NextOffset)
        {
            feed.TickOnItsWay = true;
            _ticker ??= new KafkaTicker(_kafka, _clientLog);
            _ticker.Write(feed.Partition.Partition.Value);
        }
    }

    private async Task<OpenShard> OpenAsync(TopicPartition partition, CancellationToken stop)
    {
        var shard = new ShardId(_kafka.Group, partition.Topic, partition.Partition.Value);
        var config = KafkaClientSettings.Producer(_kafka);
        IShardSink sink = string.Equals(_kafka.Delivery, KafkaOptions.ExactlyOnce, StringComparison.Ordinal)
            ? new TransactionalShardSink(_consumer, config, shard, _kafka, _clientLog)
            : new PlainShardSink(_consumer, config, shard, _kafka, _clientLog);
        try
        {
            return await _opener.OpenAsync(
                shard, sink, () => _consumer.QueryWatermarkOffsets(partition, _timeout).Low.Value, stop);
        }
        catch
        {
            await sink.DisposeAsync();
            throw;
        }
    }

    private void EndOpening(PartitionFeed feed, Task<OpenShard> ended)
    {
        if (ended.IsCompletedSuccessfully)
        {
            // The task has ended: this takes its value without waiting.
            StartReading(feed, ended.GetAwaiter().GetResult());
        }
        else
        {
            Recover(feed, ended.Exception?.GetBaseException() ?? new OperationCanceledException("The opening was cancelled."));
        }
    }

    private void StartReading(PartitionFeed feed, OpenShard shard)
    {
        try
        {
            _consumer.Seek(new TopicPartitionOffset(feed.Partition, shard.StartOffset));
        }
        catch (KafkaException e) when (e.Error.Code == ErrorCode.Local_State)
        {
            return; // The client has not begun to fetch the partition: the next turn tries again.
        }

        if (_owned.TryGetValue(feed.Partition, out var earlier))
        {
            shard.Progress.Before = earlier.Before;
        }

        _owned[feed.Partition] = shard.Progress;
        feed.GoLive(shard);
        feed.LastRecordAt = _time.GetTimestamp();
        Resume(feed);
        PublishShards();
    }

    private void FailLive(PartitionFeed feed, OpenShard shard)
    {
        var cause = shard.Graph.Completion.Exception?.GetBaseException()
            ?? new InvalidOperationException($"The shard of {feed.Partition} ended by itself.");
        feed.Abandon.Cancel();
        shard.Sink.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Recover(feed, cause);
    }

    private void Recover(PartitionFeed feed, Exception cause)
    {
        var wait = ShardFailure.WaitBeforeRetry(cause, feed.Failures)
            ?? throw new ShardFailedException($"The shard of {feed.Partition} failed: {cause.Message}", cause);
        LogShardFailed(_logger, feed.Partition, wait.TotalSeconds, cause.Message);
        Pause(feed);
        feed.BackOff(_time.GetTimestamp() + (long)(wait.TotalSeconds * _time.TimestampFrequency));
        PublishShards();
    }

    private void Pause(PartitionFeed feed)
    {
        _consumer.Pause([feed.Partition]);
        feed.Paused = true;
    }

    private void Resume(PartitionFeed feed)
    {
        _consumer.Resume([feed.Partition]);
        feed.Paused = false;
    }

    private void OnAssigned(List<TopicPartition> added)
    {
        _assignedOnce = true;
        foreach (var partition in added)
        {
            _feeds[partition] = new PartitionFeed(partition, _options.Pipeline.Limits.BatchRecordsMax);
        }

        LogAssigned(_logger, string.Join(", ", added.Select(p => p.Partition.Value)));
    }

    private void OnRevoked(List<TopicPartitionOffset> removed)
    {
        LogRevoked(_logger, string.Join(", ", removed.Select(p => p.Partition.Value)));
        Drain([.. removed.Select(p => p.TopicPartition)]);
    }

    private void OnLost(List<TopicPartitionOffset> lost)
    {
        foreach (var partition in lost)
        {
            if (_feeds.Remove(partition.TopicPartition, out var feed))
            {
                _ = AbandonAsync(feed);
            }
        }

        PublishShards();
    }

    /// <summary>Ends shards in order: what they took in is committed, their state stored. Blocks, because the group waits for it.</summary>
    private void Drain(IReadOnlyList<TopicPartition> partitions)
    {
        var feeds = partitions.Where(_feeds.ContainsKey).Select(p => _feeds[p]).ToList();
        var draining = Task.WhenAll(feeds.Select(DrainAsync));
        try
        {
            if (!draining.Wait(_timeout))
            {
                LogDrainTimedOut(_logger, _kafka.RequestTimeoutMs);
            }
        }
        catch (AggregateException e)
        {
            LogDrainFailed(_logger, e.GetBaseException().Message);
        }

        foreach (var feed in feeds)
        {
            feed.Abandon.Cancel();
            feed.Close();
            _feeds.Remove(feed.Partition);
        }

        PublishShards();
    }

    private static async Task DrainAsync(PartitionFeed feed)
    {
        if (feed.Opening is not null)
        {
            await AbandonAsync(feed);
        }
        else if (feed.Shard is { } shard)
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
    }

    /// <summary>Another node owns the partition by now: nothing of it may be committed here any more.</summary>
    private static async Task AbandonAsync(PartitionFeed feed)
    {
        var (opening, shard) = (feed.Opening, feed.Shard);
        await feed.Abandon.CancelAsync();
        feed.Close();
        var ended = opening ?? shard?.Graph.Completion ?? Task.CompletedTask;
        await ended.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        shard ??= opening is { IsCompletedSuccessfully: true } ? await opening : null;
        if (shard is not null)
        {
            await shard.Sink.DisposeAsync();
        }
    }

    private bool HasReached(IReadOnlyDictionary<TopicPartition, long> targets) =>
        _assignedOnce && targets.All(t => HasReached(t.Key, t.Value));

    private bool HasReached(TopicPartition partition, long target) => _feeds.TryGetValue(partition, out var feed)
        ? feed.Phase == FeedPhase.Live && feed.Shard!.Progress.Standing is { Waiting: 0 } standing && standing.NextOffset >= target
        : CommittedOffset.Of(_consumer, partition, _timeout) >= target;

    private void PublishShards()
    {
        _shards = [.. _feeds.Values.Where(f => f.Shard is not null).Select(f => f.Shard!.Progress)];
        _everOwned = [.. _owned.Values];
    }

    [LoggerMessage(10, LogLevel.Information, "partitions assigned: {Partitions}")]
    private static partial void LogAssigned(ILogger logger, string partitions);

    [LoggerMessage(11, LogLevel.Information, "partitions revoked: {Partitions}")]
    private static partial void LogRevoked(ILogger logger, string partitions);

    [LoggerMessage(12, LogLevel.Warning, "shard of {Partition} failed and is opened again in {Seconds:F1} s: {Reason}")]
    private static partial void LogShardFailed(ILogger logger, TopicPartition partition, double seconds, string reason);

    [LoggerMessage(13, LogLevel.Warning, "shards did not drain within Kafka:RequestTimeoutMs ({Ms}); their owner after us repeats the rest")]
    private static partial void LogDrainTimedOut(ILogger logger, int ms);

    [LoggerMessage(14, LogLevel.Warning, "a shard failed while draining, its owner after us repeats the rest: {Reason}")]
    private static partial void LogDrainFailed(ILogger logger, string reason);
}
