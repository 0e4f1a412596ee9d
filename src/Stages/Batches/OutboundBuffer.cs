using StreamReco.Stages.Records;
using StreamReco.Stages.Serving;

namespace StreamReco.Stages.Batches;

/// <summary>
/// What a micro-batch emits, and the memory that it is written in: used again once it is committed, so that an answer
/// leaves nothing for the garbage collector. Belongs to the stage that fills it, then to the commit.
/// </summary>
/// <param name="pool">Takes the buffer back.</param>
public sealed class OutboundBuffer(SharedPool<OutboundBuffer> pool)
{
    private const int BlockBytes = 64 * 1024; // 50 answers of 1,250 bytes

    /// <summary>Answers and rejected records, in the order of their clicks within each kind.</summary>
    public List<OutboundRecord> Records { get; } = [];

    /// <summary>Kafka's timestamps of the answered records, Unix milliseconds.</summary>
    public List<long> ReceivedMs { get; } = [];

    /// <summary>Keys and values of the records.</summary>
    public ByteBuffer Bytes { get; } = new(BlockBytes);

    /// <summary>Nobody looks at the records any more.</summary>
    public void Release()
    {
        Records.Clear();
        ReceivedMs.Clear();
        Bytes.Clear();
        pool.Return(this);
    }
}
