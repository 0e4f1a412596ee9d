namespace StreamReco.Stages.Records;

/// <summary>A micro-batch: consecutive records of one partition, by rising offset.</summary>
/// <param name="Records">The records; none when only a gap of the log (transaction markers, compaction) is passed.</param>
/// <param name="NextOffset">The offset that a consumer continues at behind this batch.</param>
public sealed record RecordBatch(IReadOnlyList<LogRecord> Records, long NextOffset)
{
    /// <summary>When it was read, Unix milliseconds; 0 where nobody says.</summary>
    public long ReadAtMs { get; init; }

    /// <summary>The memory that the records lie in, disposed of once they are folded; null where each has its own.</summary>
    public IDisposable? Memory { get; init; }
}
