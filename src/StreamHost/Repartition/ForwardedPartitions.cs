using Akka.Streams;
using Akka.Streams.Dsl;
using Microsoft.Extensions.Logging;
using StreamReco.Stages;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.Stages.Shards;
using StreamReco.Stages.State;
using StreamReco.Stages.Streams;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Committing;
using StreamReco.StreamHost.Kafka.Consuming;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Repartition;

/// <summary>
/// The partitions whose clicks are forwarded into the topic by user. They have no state but the committed offset, so they
/// need no store: records and offset go in one transaction, and the sink fences an earlier owner.
/// </summary>
/// <param name="options">The settings of the forwarding group.</param>
/// <param name="targets">Partitions of the topic by user.</param>
/// <param name="group">The forwarding group's clients.</param>
/// <param name="time">The clock of the sources.</param>
/// <param name="logger">Where openings are logged.</param>
internal sealed partial class ForwardedPartitions(
    StreamRecoOptions options, int targets, GroupClient group, TimeProvider time, ILogger logger) : IPartitionRole
{
    private readonly PartitionLogs _logs = new(group, options.Pipeline.Limits.BatchRecordsMax, time);

    private readonly OutboundBatches _batches = new(
        options.Kafka, [options.Kafka.ByUser, options.Kafka.Rejected], () => group.CanDescribe);

    public PartitionBoard Board { get; } = new();

    public TimeSpan DrainMax => TimeSpan.FromMilliseconds(options.Kafka.RequestTimeoutMs);

    public TimeSpan CheckEvery => TimeSpan.FromSeconds(1);

    public string TopicId => group.TopicId;

    public Task<OpenPartition> OpenAsync(int partition, HeldLease held, ShardTurns turns, CancellationToken stop)
    {
        var shard = new ShardId(options.Kafka.Group, options.Kafka.Clicks, partition);
        return SinkOwner.OpenAsync(
            () => new TransactionalShardSink(
                group.Consumer, KafkaClientSettings.Producer(options.Kafka), shard, options.Kafka, _batches, group.Log),
            sink => OpenAsync(shard, held, sink, stop),
            stop);
    }

    private async Task<OpenPartition> OpenAsync(ShardId shard, HeldLease held, TransactionalShardSink sink, CancellationToken stop)
    {
        var log = _logs.Of(shard.Partition);
        var (committed, reach) = (await sink.OpenAsync(stop), log.Reach());
        if (RecreatedTopicException.Find(shard, held.TopicId, null, committed, reach) is { } found)
        {
            committed = options.Kafka.BeginsAnew ? null : throw new RecreatedTopicException(found);
            LogBegunAnew(logger, found, reach.Start);
        }

        var first = reach.Start;
        if (committed is null)
        {
            await sink.CommitAsync(new CommitUnit([], first), stop);
        }

        held.TopicId = reach.TopicId;
        var start = Math.Max(committed ?? first, first);
        if (committed < first)
        {
            LogGap(logger, shard, first, committed.Value);
        }

        var limits = options.Pipeline.Limits;
        var progress = new ShardProgress(shard);
        progress.Publish(new ShardStatus(new ShardCounters(), start, long.MinValue, 0, 0));
        var kept = new KeptOffset(start, group.OffsetRefresh, time);
        var bounds = new BrokerBounds(group.OffsetRefresh, _batches.RejectedBytesMax);
        var refused = new RefusedClicks(
            sink, shard, bounds.RejectedPayloadBytes(limits.RejectedPayloadBytesMax), time, logger);
        var commits = new ForwardedCommits(new RepartitionStage(shard, options.Pipeline.EventLimits(), targets), sink, refused, kept, progress, limits);
        var open = new OpenShard(shard, progress, start, start)
        {
            Recent = new RecentRecords(1),
            Epoch = 0,
            Kept = kept,
            UsersInMemory = () => 0,
        };
        LogOpened(logger, shard, start);
        return new OpenPartition(open, sink, Graph(log.SourceAt(start), commits, limits, time, stop)) { TopicId = held.TopicId };
    }

    private static IRunnableGraph<(IPartitionControl Control, Task Done)> Graph(
        PartitionSource source, ForwardedCommits commits, LimitOptions limits, TimeProvider time, CancellationToken stop) =>
        Source.FromGraph(source)
            .Buffer(limits.InboxBatchesMax, OverflowStrategy.Backpressure)
            .ToMaterialized(
                new CommitOperator<RecordBatch>(commits, TimeSpan.FromMilliseconds(limits.CommitLingerMs), time, stop), Keep.Both);

    [LoggerMessage(5, LogLevel.Information, "{Shard} is forwarded into the topic by user from offset {Start}")]
    private static partial void LogOpened(ILogger logger, ShardId shard, long start);

    [LoggerMessage(8, LogLevel.Warning, "{Found} It is forwarded from offset {Start} (Kafka:OnRecreatedTopic=begin)")]
    private static partial void LogBegunAnew(ILogger logger, string found, long start);

    [LoggerMessage(6, LogLevel.Warning,
        "{Shard}: the topic starts at offset {First}, after the {Committed} that is forwarded; the records between are lost")]
    private static partial void LogGap(ILogger logger, ShardId shard, long first, long committed);
}
