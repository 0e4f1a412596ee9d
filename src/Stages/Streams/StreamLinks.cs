using StreamReco.Stages.Shards;

namespace StreamReco.Stages.Streams;

/// <summary>How full the bounded places of a shard's stream are, in the order of the path.</summary>
public sealed class StreamLinks(LimitOptions limits)
{
    /// <summary>Micro-batches that were read and wait for the fold.</summary>
    public StreamLink Fold { get; } = new("fold", limits.InboxBatchesMax);

    /// <summary>Micro-batches that wait for the first inference, or are in it.</summary>
    public StreamLink Score { get; } = new("score", limits.InFlightBatchesMax);

    /// <summary>Micro-batches that wait for the ranker, or are in it.</summary>
    public StreamLink Rank { get; } = new("rank", limits.RankBatchesMax);

    /// <summary>Micro-batches that wait for the commit.</summary>
    public StreamLink Commit { get; } = new("commit", limits.InFlightBatchesMax);

    /// <summary>The place before a stage, or null where none waits.</summary>
    public StreamLink? Before(PathStage stage) => stage switch
    {
        PathStage.Decode => Fold,
        PathStage.Score => Score,
        PathStage.Rank => Rank,
        _ => null,
    };

    /// <summary>All of them.</summary>
    public IReadOnlyList<StreamLink> All => [Fold, Score, Rank, Commit];
}

/// <summary>A bounded place of a stream. Counted by the stream, read by anyone.</summary>
/// <param name="before">The stage that takes from it.</param>
/// <param name="capacity">Micro-batches that fit.</param>
public sealed class StreamLink(string before, int capacity)
{
    private int _filled;

    /// <summary>The stage that takes from it.</summary>
    public string Before => before;

    /// <summary>Micro-batches that fit.</summary>
    public int Capacity => capacity;

    /// <summary>Micro-batches in it now.</summary>
    public int Filled => Math.Clamp(Volatile.Read(ref _filled), 0, capacity);

    /// <summary>A micro-batch goes in.</summary>
    public T Enter<T>(T batch)
    {
        Interlocked.Increment(ref _filled);
        return batch;
    }

    /// <summary>A micro-batch leaves.</summary>
    public T Leave<T>(T batch)
    {
        Interlocked.Decrement(ref _filled);
        return batch;
    }
}
