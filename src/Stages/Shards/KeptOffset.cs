namespace StreamReco.Stages.Shards;

/// <summary>
/// The committed offset as its owner knows it. Brokers forget the offset of a partition in which nothing happens, and
/// tools can move it: then the owner commits the same offset again. Written by the commit, read by anyone.
/// </summary>
public sealed class KeptOffset
{
    private readonly TimeProvider _time;
    private long _offset;
    private long _committedAt;
    private volatile bool _isMoved;

    /// <param name="offset">What the group has committed.</param>
    /// <param name="refreshEvery">Silence after which it is committed again; zero for never.</param>
    /// <param name="time">Measures the silence.</param>
    public KeptOffset(long offset, TimeSpan refreshEvery, TimeProvider time)
    {
        (_offset, RefreshEvery, _time) = (offset, refreshEvery, time);
        _committedAt = time.GetTimestamp();
    }

    /// <summary>Silence after which the offset is committed again; zero for never.</summary>
    public TimeSpan RefreshEvery { get; }

    /// <summary>What the owner committed last.</summary>
    public long Offset => Interlocked.Read(ref _offset);

    /// <summary>Whether the offset is to be committed again.</summary>
    public bool IsDue => _isMoved || (RefreshEvery > TimeSpan.Zero
        && _time.GetElapsedTime(Interlocked.Read(ref _committedAt)) >= RefreshEvery);

    /// <summary>The owner has committed.</summary>
    public void Note(long offset)
    {
        _isMoved = false;
        Interlocked.Exchange(ref _offset, offset);
        Interlocked.Exchange(ref _committedAt, _time.GetTimestamp());
    }

    /// <summary>Somebody else has changed the group's offset: it is to be committed again at once.</summary>
    public void MarkMoved() => _isMoved = true;
}
