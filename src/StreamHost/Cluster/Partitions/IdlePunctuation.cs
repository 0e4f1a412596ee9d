using StreamReco.Stages.Shards;
using StreamReco.Stages.Streams;

namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>
/// Writes a punctuation into a silent partition whose clicks wait for the throttle. Belongs to the partition's actor.
/// </summary>
/// <param name="write">Appends a punctuation to the partition; its argument is called when the broker did not take it.</param>
/// <param name="idleMs">Silence after which one is due, ms.</param>
/// <param name="time">Measures the silence.</param>
internal sealed class IdlePunctuation(Action<Action> write, int idleMs, TimeProvider time)
{
    private const long None = -1;

    /// <summary>Where the partition ended when the last one was written; it is on its way until something was read after it.</summary>
    private long _writtenAt = None;

    public void WriteIfDue(IPartitionControl source, ShardStatus standing)
    {
        var isIdle = time.GetElapsedTime(source.LastRecordAt).TotalMilliseconds >= idleMs;
        if (isIdle && standing.Waiting > 0 && standing.NextOffset == source.NextOffset
            && Interlocked.Read(ref _writtenAt) != source.NextOffset)
        {
            Interlocked.Exchange(ref _writtenAt, source.NextOffset);
            write(() => Interlocked.Exchange(ref _writtenAt, None));
        }
    }
}
