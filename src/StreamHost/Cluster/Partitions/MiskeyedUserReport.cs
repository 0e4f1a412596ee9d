using System.Text;
using Microsoft.Extensions.Logging;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>
/// Counts users who have state in several partitions, and users whose id another partition would have: the API asks that one and
/// does not find them. Says so at once, then every ten minutes while it lasts. Thread-safe: all shards of a node report here.
/// </summary>
/// <param name="options">Whether the nodes key the clicks themselves, whether states know pseudonyms, and how keys are placed.</param>
/// <param name="partitions">How many partitions the topic has.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where it is said.</param>
internal sealed partial class MiskeyedUserReport(
    StreamRecoOptions options, Func<int> partitions, TimeProvider time, ILogger<MiskeyedUserReport> logger)
{
    /// <summary>Ids that must have been looked at: fewer may be those of visitors without an id, keyed by something else.</summary>
    private const int PlacedMin = 16;

    private static readonly TimeSpan _sayEvery = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private long _found;
    private long _sampled;
    private long? _saidAt;
    private long? _placedAt;

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

    public void Add(ShardId shard, int split, IReadOnlyList<string> sample)
    {
        if (split == 0 && IsPlaceDue(sample.Count)) // what is split needs another remedy
        {
            LookAtPlaces(shard, sample);
        }

        lock (_lock)
        {
            _found += split;
            _sampled += sample.Count;
            if (split == 0 || (_saidAt is { } said && time.GetElapsedTime(said) < _sayEvery))
            {
                return;
            }

            _saidAt = time.GetTimestamp();
        }

        LogSplit(logger, shard, split, sample.Count, options.Kafka.Repartition
            ? $"has topic {options.Kafka.ByUser} (Kafka:ByUser) got more partitions?"
            : "clicks must be keyed by user, by one and the same hash; --repartition (Kafka:Repartition) has the nodes do it");
    }

    /// <summary>A pseudonym is no key, and what nodes carry over lies where they look for it.</summary>
    private bool IsPlaceDue(int count)
    {
        if (count < PlacedMin || options.Kafka.Repartition || options.Pipeline.Privacy.PseudonymKeyFile.Length > 0)
        {
            return false;
        }

        lock (_lock)
        {
            var isDue = _placedAt is not { } at || time.GetElapsedTime(at) >= _sayEvery;
            _placedAt = isDue ? time.GetTimestamp() : _placedAt;
            return isDue;
        }
    }

    private void LookAtPlaces(ShardId shard, IReadOnlyList<string> sample)
    {
        int count;
        try
        {
            count = partitions();
        }
        catch (Exception e) when (e is KafkaSetupException || KafkaErrors.Describe(e, options.Kafka) is not null)
        {
            return; // Asked again in ten minutes.
        }

        var elsewhere = sample.Count - CountHere(shard, sample, count, KeyPartitioner.Of(options.Kafka));
        if (elsewhere * 2 <= sample.Count)
        {
            return;
        }

        var other = KeyPartitioner.Of(options.Kafka) == KeyPartitioner.OfJava ? KeyPartitioner.Default : KeyPartitioner.OfJava;
        LogElsewhere(
            logger, shard, elsewhere, sample.Count, KeyPartitioner.Describe(options.Kafka),
            CountHere(shard, sample, count, other) * 2 > sample.Count
                ? $"they lie where {other} puts them: set it at every node"
                : "are clicks keyed by something else than the user's id? --repartition (Kafka:Repartition) has the nodes key them");
    }

    private static int CountHere(ShardId shard, IReadOnlyList<string> sample, int partitions, string partitioner) => sample.Count(
        user => KeyPartitioner.PartitionOf(Encoding.UTF8.GetBytes(user), partitions, partitioner) is not { } place || place == shard.Partition);

    [LoggerMessage(7, LogLevel.Warning,
        "{Shard}: {Split} of {Sample} users looked at have another state in another partition: {Hint}")]
    private static partial void LogSplit(ILogger logger, ShardId shard, int split, int sample, string hint);

    [LoggerMessage(170, LogLevel.Warning,
        "{Shard}: {Elsewhere} of {Sample} users looked at would be in another partition by {Partitioner}, where the API asks for them: {Hint}")]
    private static partial void LogElsewhere(ILogger logger, ShardId shard, int elsewhere, int sample, string partitioner, string hint);
}
