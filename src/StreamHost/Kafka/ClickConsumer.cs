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
public sealed class ClickConsumer : IDisposable
{
    private static readonly TimeSpan _idlePoll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan _roomWait = TimeSpan.FromMilliseconds(20);

    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly Dictionary<TopicPartition, PartitionFeed> _feeds = [];
    private readonly KafkaOptions _kafka;
    private readonly StreamRecoOptions _options;
    private readonly IShardOpener _opener;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly KafkaClientLog _clientLog;
    private readonly TimeSpan _timeout;
    private readonly IdleTicks _ticks;
    private readonly GroupMembership _membership;
    private readonly Dictionary<TopicPartition, ShardProgress> _owned = [];
    private readonly List<Task> _leaving = [];
    private volatile IReadOnlyList<OpenShard> _shards = [];
    private volatile IReadOnlyList<ShardProgress> _everOwned = [];
    private volatile NodePhase _phase = NodePhase.Joining;

    public ClickConsumer(StreamRecoOptions options, IShardOpener opener, TimeProvider time, ILogger<ClickConsumer> logger)
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
        _membership = new GroupMembership(_consumer, _kafka.Clicks);
        _ticks = new IdleTicks(_kafka, options.Pipeline.Limits.IdleTickMs, _clientLog, time);
    }

    /// <summary>The shards that this node owns now.</summary>
    public IReadOnlyList<OpenShard> Shards => _shards;

    public NodePhase Phase => _phase;

    /// <summary>The shards that it owned at any time of its run, each with its newest standing.</summary>
    public IReadOnlyList<ShardProgress> EverOwned => _everOwned;

    /// <summary>Whether every partition that the group gave this node is open and flows.</summary>
    public bool IsReady => _phase == NodePhase.Running && _shards.Count > 0;

    /// <summary>To take part in the group, or to give its partitions to others.</summary>
    internal GroupMembership Membership => _membership;

    /// <summary>Polls until stopped or, with <paramref name="untilEnd"/>, until everything that the topic holds now is committed; then drains.</summary>
    /// <exception cref="KafkaException">The topic is missing or the broker cannot be reached in time.</exception>
    /// <exception cref="ShardFailedException">A shard failed for good, or its end was not in good order.</exception>
    public void Run(bool untilEnd, CancellationToken stop)
    {
        var ends = TopicEnds.Read(_consumer, _kafka, _timeout);
        var goal = untilEnd ? new EndGoal(ends, part => CommittedOffset.Of(_consumer, part, _timeout), _time) : null;
        Exception? undone;
        try
        {
            while (!stop.IsCancellationRequested && !(_membership.IsGiven && goal?.IsReached(_feeds) == true))
            {
                Step();
            }
        }
        finally
        {
            _phase = NodePhase.Stopping;
            undone = Drain([.. _feeds.Keys]);
            Leave();
        }

        if (undone is not null)
        {
            throw new ShardFailedException(
                $"The end was not in good order, the next run repeats the rest: {undone.Message}", undone);
        }
    }

    public void Dispose()
    {
        _ticks.Dispose();
        if (_leaving.TrueForAll(task => task.IsCompleted))
        {
            _consumer.Dispose(); // Otherwise a shard is still inside a call on it, which ends with the process.
        }
    }

    /// <summary>Leaves the group. Its failure changes nothing: the group then misses this node after the session time-out.</summary>
    private void Leave()
    {
        try
        {
            _consumer.Close();
        }
        catch (KafkaException e)
        {
            _clientLog.Warn(e.Error);
        }
    }

    private void Step()
    {
        _membership.Turn();
        _phase = _membership.PhaseOf(_feeds.Values);
        foreach (var feed in _feeds.Values)
        {
            Advance(feed);
        }

        // Up to a micro-batch before the shards are looked after again, which costs more than a record.
        var wait = _feeds.Values.Any(f => f.Phase == FeedPhase.Live && f.HasBuffered) ? TimeSpan.Zero : _idlePoll;
        for (var left = _options.Pipeline.Limits.BatchRecordsMax; left > 0 && TakeNext(wait); left--)
        {
            wait = TimeSpan.Zero;
        }
    }

    /// <returns>False when nothing came: then what was gathered so far moves on.</returns>
    private bool TakeNext(TimeSpan wait)
    {
        var result = Consume(wait);
        if (result is null)
        {
            foreach (var waiting in _feeds.Values)
            {
                waiting.Offer();
            }
        }
        else if (_feeds.TryGetValue(result.TopicPartition, out var feed) && feed is { Phase: FeedPhase.Live, Paused: false })
        {
            Take(feed, result);
        }

        return result is not null;
    }

    /// <summary>One poll. What the client gets over by itself is said and is no reason to stop.</summary>
    private ConsumeResult<byte[]?, byte[]?>? Consume(TimeSpan wait)
    {
        try
        {
            return _consumer.Consume(wait);
        }
        catch (ConsumeException e) when (KafkaFaults.Passes(e.Error))
        {
            _clientLog.Warn(e.Error);
            return null;
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

        _ticks.WriteIfDue(feed);
    }

    private async Task<OpenShard> OpenAsync(TopicPartition partition, CancellationToken stop)
    {
        var shard = new ShardId(_kafka.Group, partition.Topic, partition.Partition.Value);
        var sink = ShardSinks.Create(_consumer, shard, _kafka, _clientLog);
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
            shard.Progress.GoOn(earlier);
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
        ConsumerLog.TellFailure(_logger, feed.Partition, feed.Failures, wait, cause.Message);
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
        _membership.MarkGiven();
        foreach (var partition in added)
        {
            _feeds[partition] = new PartitionFeed(partition, _options.Pipeline.Limits.BatchRecordsMax);
        }

        ConsumerLog.Assigned(_logger, string.Join(", ", added.Select(p => p.Partition.Value)));
    }

    private void OnRevoked(List<TopicPartitionOffset> removed)
    {
        ConsumerLog.Revoked(_logger, string.Join(", ", removed.Select(p => p.Partition.Value)));
        Drain([.. removed.Select(p => p.TopicPartition)]);
    }

    private void OnLost(List<TopicPartitionOffset> lost)
    {
        foreach (var partition in lost)
        {
            if (_feeds.Remove(partition.TopicPartition, out var feed))
            {
                _leaving.Add(feed.AbandonAsync());
            }
        }

        PublishShards();
    }

    /// <summary>Ends shards in order: what they took in is committed, their state stored. Blocks, because the group waits for it.</summary>
    /// <returns>Null, or what prevented it.</returns>
    private Exception? Drain(IReadOnlyList<TopicPartition> partitions)
    {
        var feeds = partitions.Where(_feeds.ContainsKey).Select(p => _feeds[p]).ToList();
        var draining = Task.WhenAll(feeds.Select(feed => feed.DrainAsync()));
        _leaving.Add(draining);
        var fault = WaitFor(draining);
        if (fault is not null)
        {
            ConsumerLog.DrainFailed(_logger, fault.Message);
        }

        foreach (var feed in feeds)
        {
            feed.Abandon.Cancel();
            feed.Close();
            _feeds.Remove(feed.Partition);
        }

        _leaving.RemoveAll(task => task.IsCompleted);
        PublishShards();
        return fault;
    }

    private Exception? WaitFor(Task draining)
    {
        try
        {
            return draining.Wait(_timeout) ? null
                : new TimeoutException($"Shards did not drain within Kafka:RequestTimeoutMs ({_kafka.RequestTimeoutMs}).");
        }
        catch (AggregateException e)
        {
            return e.GetBaseException();
        }
    }

    private void PublishShards()
    {
        _shards = [.. _feeds.Values.Where(f => f.Shard is not null).Select(f => f.Shard!)];
        _everOwned = [.. _owned.Values];
    }
}
