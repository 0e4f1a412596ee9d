namespace StreamReco.Stages.Shards;

/// <summary>Says when a snapshot is due. One is on its way at a time; when it is taken has no part in what it holds.</summary>
public sealed class SnapshotClock(SnapshotOptions options, TimeProvider time)
{
    private long _records;
    private TimeSpan _work;
    private long _lastAt = time.GetTimestamp();
    private volatile bool _inFlight;

    /// <summary>Counts folded records.</summary>
    /// <param name="records">How many; none where only time has passed.</param>
    /// <param name="work">How long folding them took, waiting for users included.</param>
    /// <param name="changedUsers">Users that the snapshot would hold.</param>
    /// <returns>Whether a snapshot is due behind them.</returns>
    public bool Advance(int records, TimeSpan work, int changedUsers)
    {
        _records += records;
        _work += work;
        return !_inFlight && _records > 0
            && (_records >= options.EveryRecords || changedUsers >= options.EveryUsers || _work.TotalMilliseconds >= options.RepeatMsMax
                || time.GetElapsedTime(_lastAt).TotalMilliseconds >= options.EveryMs);
    }

    /// <summary>A snapshot has been captured.</summary>
    public void Begin()
    {
        _inFlight = true;
        _records = 0;
        _work = TimeSpan.Zero;
        _lastAt = time.GetTimestamp();
    }

    /// <summary>It is stored, or given up.</summary>
    public void End() => _inFlight = false;
}
