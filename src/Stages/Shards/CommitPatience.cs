namespace StreamReco.Stages.Shards;

/// <summary>
/// How long a commit may wait for more. A full micro-batch says that more was waiting to be read: the more of them in a row, the
/// further behind is the partition, and the less do answers mind that a commit, which costs a millisecond of CPU whatever it carries,
/// gathers more of them.
/// </summary>
/// <param name="nextOffset">The offset that the first micro-batch begins at.</param>
/// <param name="recordsMax">Records of a full micro-batch.</param>
public sealed class CommitPatience(long nextOffset, int recordsMax)
{
    /// <summary>Full micro-batches in a row for each further linger that a commit waits.</summary>
    private const int FullPerLinger = 4;

    /// <summary>Lingers that a commit waits at most: half a second at the default.</summary>
    private const int LingersMax = 50;

    private long _nextOffset = nextOffset;
    private int _fullInRow;

    /// <summary>How many times the linger the next commit may wait.</summary>
    public int Lingers => Math.Min(LingersMax, 1 + (_fullInRow / FullPerLinger));

    /// <summary>Takes the offset after a micro-batch. One with a gap may pass for full: then its answers wait a little longer.</summary>
    public void Add(long nextOffset)
    {
        _fullInRow = nextOffset - _nextOffset >= recordsMax ? _fullInRow + 1 : 0;
        _nextOffset = nextOffset;
    }
}
