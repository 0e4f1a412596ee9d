namespace StreamReco.Stages.Shards;

/// <summary>Says when a snapshot is due. One is on its way at a time; when it is taken has no part in what it holds.</summary>
public sealed class SnapshotClock(SnapshotOptions options, TimeProvider time)
{
    private long _records;
    private long _lastAt = time.GetTimestamp();
    private volatile bool _inFlight;

    /// <summary>Counts folded records.</summary>
    /// <returns>Whether a snapshot is due behind them.</returns>
    public bool Advance(int records)
    {
        _records += records;
        return !_inFlight && _records > 0
            && (_records >= options.EveryRecords || time.GetElapsedTime(_lastAt).TotalMilliseconds >= options.EveryMs);
    }

    /// <summary>A snapshot has been captured.</summary>
    public void Begin()
    {
        _inFlight = true;
        _records = 0;
        _lastAt = time.GetTimestamp();
    }

    /// <summary>It is stored, or given up.</summary>
    public void End() => _inFlight = false;
}
