namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>How long the commit of a partition has been under way; of one at a time. Thread-safe.</summary>
/// <param name="time">Measures it.</param>
internal sealed class CommitWatch(TimeProvider time)
{
    private const long None = long.MinValue;

    private long _begun = None;

    /// <summary>How long it has been; null where no commit is under way.</summary>
    public TimeSpan? UnderWay => Interlocked.Read(ref _begun) is var begun and not None ? time.GetElapsedTime(begun) : null;

    /// <summary>A commit begins.</summary>
    public void Begin() => Interlocked.Exchange(ref _begun, time.GetTimestamp());

    /// <summary>It has ended, well or not.</summary>
    public void End() => Interlocked.Exchange(ref _begun, None);
}
