using StreamReco.Stages.Ports;
using StreamReco.Stages.Shards;
using StreamReco.Stages.Streams;
using StreamReco.StreamHost.Kafka.Committing;
using StreamReco.StreamHost.Kafka.Consuming;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>The partitions of the clicks topic, folded and answered as the clicks come.</summary>
internal sealed class LivePartitions : IPartitionRole, IDisposable
{
    /// <summary>A partition is looked after this often within the silence that a punctuation waits for.</summary>
    private const int LooksPerIdle = 5;

    private readonly StreamRecoOptions _options;
    private readonly GroupClient _group;
    private readonly ShardOpener _opener;
    private readonly PartitionLogs _logs;
    private readonly OutboundBatches _batches;
    private readonly KafkaPunctuator _punctuator;
    private readonly TimeProvider _time;

    public LivePartitions(StreamRecoOptions options, GroupClient group, ShardOpener opener, TimeProvider time)
    {
        (_options, _group, _opener, _time) = (options, group, opener, time);
        _logs = new PartitionLogs(
            group, options.Pipeline.Limits.BatchRecordsMax, time, TimeSpan.FromMilliseconds(options.Pipeline.Snapshot.EveryMs));
        string[] optional = [.. new[] { options.Kafka.Verdicts, options.Kafka.Alerts }.Where(topic => topic.Length > 0)];
        _batches = new OutboundBatches(
            options.Kafka, [options.Kafka.Recommendations, options.Kafka.Rejected, options.Kafka.Clicks, .. optional], () => group.CanDescribe);
        _punctuator = new KafkaPunctuator(options.Kafka, group.Log);
    }

    public PartitionBoard Board { get; } = new();

    public TimeSpan DrainMax => TimeSpan.FromMilliseconds(_options.Kafka.RequestTimeoutMs);

    public TimeSpan CheckEvery => TimeSpan.FromMilliseconds(Math.Max(10, _options.Pipeline.Limits.IdleTickMs / LooksPerIdle));

    public string TopicId => _group.TopicId;

    public async Task<OpenPartition> OpenAsync(int partition, HeldLease held, ShardTurns turns, CancellationToken stop)
    {
        var shard = new ShardId(_options.Kafka.Group, _options.Kafka.Clicks, partition);
        var open = await SinkOwner.OpenAsync(
            () => ShardSinks.Create(_group.Consumer, shard, _options.Kafka, _batches, _group.Log),
            sink => _opener.OpenAsync(
                shard, held, sink, _logs.Of(partition), turns,
                new BrokerBounds(_group.OffsetRefresh, _batches.RejectedBytesMax), stop),
            stop);
        return open with
        {
            TopicId = held.TopicId,
            Punctuation = new IdlePunctuation(
                onLost => _punctuator.Write(partition, onLost), _options.Pipeline.Limits.IdleTickMs, _time),
        };
    }

    public void Dispose() => _punctuator.Dispose();
}
