using Microsoft.Extensions.Logging;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>
/// Counts users who have state in several partitions, and says so: at once, then every ten minutes while it lasts.
/// Thread-safe: all shards of a node report here.
/// </summary>
internal sealed partial class MiskeyedUserReport(KafkaOptions kafka, TimeProvider time, ILogger<MiskeyedUserReport> logger)
{
    private static readonly TimeSpan _sayEvery = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private long _found;
    private long _sampled;
    private long? _saidAt;

    /// <summary>Users looked at behind the snapshots of this run, and how many of them were split; a user counts each time.</summary>
    public SplitUsers Counts
    {
        get
        {
            lock (_lock)
            {
                return new SplitUsers(_found, _sampled);
            }
        }
    }

    public void Add(ShardId shard, int split, int sample)
    {
        lock (_lock)
        {
            _found += split;
            _sampled += sample;
            if (split == 0 || (_saidAt is { } said && time.GetElapsedTime(said) < _sayEvery))
            {
                return;
            }

            _saidAt = time.GetTimestamp();
        }

        LogSplit(logger, shard, split, sample, kafka.Repartition
            ? $"has topic {kafka.ByUser} (Kafka:ByUser) got more partitions?"
            : "clicks must be keyed by user, by one and the same hash; --repartition (Kafka:Repartition) has the nodes do it");
    }

    [LoggerMessage(7, LogLevel.Warning,
        "{Shard}: {Split} of {Sample} users looked at have another state in another partition: {Hint}")]
    private static partial void LogSplit(ILogger logger, ShardId shard, int split, int sample, string hint);
}
