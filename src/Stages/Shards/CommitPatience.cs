namespace StreamReco.Stages.Shards;

/// <summary>
/// How long a commit may wait for more, in lingers. A full micro-batch says that more was waiting to be read: the more of them in a row,
/// the further behind is the partition, and the less do answers mind that a commit, which costs some milliseconds of CPU whatever it
/// carries, gathers more of them. And where a commit takes longer than a linger, program and brokers are busy, often with commits:
/// then the next one begins no sooner than twice that time after it.
/// </summary>
/// <param name="nextOffset">The offset that the first micro-batch begins at.</param>
/// <param name="limits">Say what a full micro-batch is, and how long a linger.</param>
public sealed class CommitPatience(long nextOffset, LimitOptions limits)
{
    /// <summary>Full micro-batches in a row for each further linger.</summary>
    private const int FullPerLinger = 4;

    /// <summary>How long a commit of a partition that is far behind waits at most, ms, and in lingers; one linger it waits anyway.</summary>
    private const int BehindMsMax = 500;
    private const int BehindMax = 50;

    /// <summary>Fewer records come together in live traffic, too, and are no sign of a backlog.</summary>
    private const int FullLeast = 50;

    /// <summary>Lingers behind a slow commit at most: one that stalls must not hold the next one back for long.</summary>
    private const int SlowMax = 5;

    private readonly int _behindMax = Math.Clamp(BehindMsMax / Math.Max(1, limits.CommitLingerMs), 1, BehindMax);
    private readonly int _full = Math.Max(FullLeast, limits.BatchRecordsMax);
    private long _nextOffset = nextOffset;
    private int _fullInRow;
    private volatile int _slow = 1;

    /// <summary>How many times the linger the next commit may wait, from the beginning of the one before.</summary>
    public int Lingers => Math.Max(_slow, Math.Min(_behindMax, 1 + (_fullInRow / FullPerLinger)));

    /// <summary>Takes the offset after a micro-batch. One with a gap may pass for full: then its answers wait a little longer.</summary>
    public void Add(long nextOffset)
    {
        _fullInRow = nextOffset - _nextOffset >= _full ? _fullInRow + 1 : 0;
        _nextOffset = nextOffset;
    }

    /// <summary>Takes how long a commit took; on any thread.</summary>
    public void NoteCommit(TimeSpan took) =>
        _slow = (int)Math.Clamp(2 * took.TotalMilliseconds / Math.Max(1, limits.CommitLingerMs), 1, SlowMax);
}
