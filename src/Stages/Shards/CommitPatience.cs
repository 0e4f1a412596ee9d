namespace StreamReco.Stages.Shards;

/// <summary>
/// How long a commit may wait for more, in lingers. A full micro-batch says that more was waiting to be read: the more of them in a row,
/// the further behind is the partition, and the less do answers mind that a commit, which costs some milliseconds of CPU whatever it
/// carries, gathers more of them. And where a commit takes longer than a linger, program and brokers are busy, often with commits:
/// then the next one begins no sooner than one and a half times that time after its beginning.
/// </summary>
/// <param name="nextOffset">The offset that the first micro-batch begins at.</param>
/// <param name="limits">Say what a full micro-batch is, and how long a linger.</param>
public sealed class CommitPatience(long nextOffset, LimitOptions limits)
{
    /// <summary>What each full micro-batch in a row adds, ms.</summary>
    private const double FullMs = 2.5;

    /// <summary>How long a commit of a partition that is far behind waits at most, ms; one linger it waits anyway.</summary>
    private const int BehindMsMax = 500;

    /// <summary>Fewer records come together in live traffic, too, and are no sign of a backlog.</summary>
    private const int FullLeast = 50;

    /// <summary>How much later than the beginning of a commit the next one begins at the soonest, in times of that commit.</summary>
    private const double SlowShare = 1.5;

    /// <summary>How long a commit waits behind a slow one at most, ms: one that stalls must not hold the next one back for long.</summary>
    private const int SlowMsMax = 50;

    private readonly int _lingerMs = Math.Max(1, limits.CommitLingerMs);
    private readonly int _full = Math.Max(FullLeast, limits.BatchRecordsMax);
    private long _nextOffset = nextOffset;
    private int _fullInRow;
    private volatile int _slow = 1;

    /// <summary>How many times the linger the next commit may wait, from the beginning of the one before.</summary>
    public int Lingers => Math.Max(_slow, (int)Math.Min(Math.Max(1, BehindMsMax / _lingerMs), 1 + (_fullInRow * FullMs / _lingerMs)));

    /// <summary>Takes the offset after a micro-batch. One with a gap may pass for full: then its answers wait a little longer.</summary>
    public void Add(long nextOffset)
    {
        _fullInRow = nextOffset - _nextOffset >= _full ? _fullInRow + 1 : 0;
        _nextOffset = nextOffset;
    }

    /// <summary>Takes how long a commit took; on any thread.</summary>
    public void NoteCommit(TimeSpan took) =>
        _slow = (int)Math.Clamp(SlowShare * took.TotalMilliseconds / _lingerMs, 1, Math.Max(1, SlowMsMax / _lingerMs));
}
