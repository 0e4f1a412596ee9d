using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka;

/// <summary>Writes a tick into an idle partition whose clicks wait for the throttle. Belongs to the consumer's thread.</summary>
internal sealed class IdleTicks(KafkaOptions kafka, int idleMs, KafkaClientLog log, TimeProvider time) : IDisposable
{
    private KafkaTicker? _ticker;

    public void WriteIfDue(PartitionFeed feed)
    {
        var idle = time.GetElapsedTime(feed.LastRecordAt).TotalMilliseconds >= idleMs;
        if (idle && !feed.TickOnItsWay && !feed.HasBuffered && feed.Shard!.Progress.Standing is { Waiting: > 0 } standing
            && standing.NextOffset == feed.NextOffset)
        {
            feed.TickOnItsWay = true;
            _ticker ??= new KafkaTicker(kafka, log);
            _ticker.Write(feed.Partition.Partition.Value, () => feed.TickOnItsWay = false);
        }
    }

    public void Dispose() => _ticker?.Dispose();
}
