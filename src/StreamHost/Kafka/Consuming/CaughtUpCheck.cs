using Confluent.Kafka;
using StreamReco.Stages.Shards;

namespace StreamReco.StreamHost.Kafka.Consuming;

/// <summary>
/// Tells when everything that the clicks topic held at start is committed, by this node or by other members of its
/// group. Asks the broker about partitions of others now and then only, and not before this node's own are done.
/// </summary>
/// <param name="held">What each partition held at start.</param>
/// <param name="committed">
/// The group's committed offset of a partition, null when there is none; may throw <see cref="KafkaException"/>.
/// </param>
/// <param name="time">Spaces the questions.</param>
internal sealed class CaughtUpCheck(
    IReadOnlyDictionary<TopicPartition, WatermarkOffsets> held,
    Func<TopicPartition, long?> committed,
    TimeProvider time)
{
    internal static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(200);

    private readonly HashSet<TopicPartition> _doneByOthers = [];
    private long? _askedAt;

    /// <param name="owned">The partitions that this node owns, each with its progress; null where it is not open.</param>
    public bool IsReached(IReadOnlyDictionary<int, ShardProgress?> owned)
    {
        var others = false;
        foreach (var (partition, offsets) in held)
        {
            if (!owned.TryGetValue(partition.Partition.Value, out var progress))
            {
                others = true;
            }
            else if (progress?.Status is not { Waiting: 0 } standing || standing.NextOffset < offsets.High.Value)
            {
                return false;
            }
        }

        return !others || HaveOthersCommitted(owned);
    }

    private bool HaveOthersCommitted(IReadOnlyDictionary<int, ShardProgress?> owned)
    {
        if (_askedAt is { } asked && time.GetElapsedTime(asked) < AskEvery)
        {
            return false;
        }

        _askedAt = time.GetTimestamp();
        return held.All(h => owned.ContainsKey(h.Key.Partition.Value) || _doneByOthers.Contains(h.Key) || HasCommitted(h.Key, h.Value));
    }

    private bool HasCommitted(TopicPartition partition, WatermarkOffsets offsets)
    {
        try
        {
            return (offsets.Low.Value >= offsets.High.Value || committed(partition) >= offsets.High.Value)
                && _doneByOthers.Add(partition);
        }
        catch (KafkaException)
        {
            return false; // Asked again a moment later.
        }
    }
}
