using StreamReco.Stages.Ports;
using StreamReco.Stages.Shards;
using StreamReco.Stages.Streams;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Committing;
using StreamReco.StreamHost.Kafka.Consuming;
using StreamReco.StreamHost.Kafka.Spans;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Replay;

/// <summary>
/// The partitions of a replay: each ends with its span. Writes no punctuation: the log is read as it is.
/// </summary>
internal sealed class ReplayedPartitions : IPartitionRole
{
    private readonly StreamRecoOptions _options;
    private readonly GroupClient _group;
    private readonly ShardOpener _opener;
    private readonly PartitionLogs _logs;
    private readonly Dictionary<int, PartitionSpan> _spans;
    private readonly OutboundBatches _batches;
    private long _emitted;

    public ReplayedPartitions(
        StreamRecoOptions options, IReadOnlyList<PartitionSpan> spans, GroupClient group, ShardOpener opener, TimeProvider time)
    {
        (_options, _group, _opener) = (options, group, opener);
        _spans = spans.Where(span => span.Length() > 0).ToDictionary(span => span.Partition);
        _batches = new OutboundBatches(options.Kafka, [options.Kafka.Recommendations, options.Kafka.Rejected], () => group.CanDescribe);
        _logs = new PartitionLogs(group, options.Pipeline.Limits.BatchRecordsMax, time);
    }

    public PartitionBoard Board { get; } = new();

    public TimeSpan DrainMax => TimeSpan.FromMilliseconds(_options.Kafka.RequestTimeoutMs);

    public TimeSpan CheckEvery => TimeSpan.FromSeconds(1);

    /// <summary>The spans that hold anything.</summary>
    public IReadOnlyCollection<PartitionSpan> Spans => _spans.Values;

    /// <summary>Answers that this run committed.</summary>
    public long Emitted => Interlocked.Read(ref _emitted);

    /// <summary>Offsets of the spans that are committed.</summary>
    public long Done => _spans.Values.Sum(span => Board.ProgressOf(span.Partition) is { } progress
        ? Math.Clamp(progress.Status.NextOffset, span.From, span.To) - span.From : 0);

    /// <summary>Whether every span is committed and stored.</summary>
    public bool IsDone => _spans.Keys.All(Board.HasEnded);

    public string TopicId => ""; // A replay looks when it opens a partition, not meanwhile.

    public Task<OpenPartition> OpenAsync(int partition, HeldLease held, ShardTurns turns, CancellationToken stop)
    {
        var (kafka, span) = (_options.Kafka, _spans[partition]);
        var shard = new ShardId(kafka.Group, kafka.Clicks, partition);
        return SinkOwner.OpenAsync(
            () => new CountedShardSink(
                new TransactionalShardSink(
                    _group.Consumer, KafkaClientSettings.Producer(kafka), shard, kafka, _batches, _group.Log),
                answers => Interlocked.Add(ref _emitted, answers)),
            sink => _opener.OpenAsync(
                shard, held, sink, _logs.Of(partition, span.From, span.To), turns,
                new BrokerBounds(TimeSpan.Zero, _batches.RejectedBytesMax), stop),
            stop);
    }
}
