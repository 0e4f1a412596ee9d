namespace StreamReco.Stages.Shards;

/// <summary>The stages of the path, in its order.</summary>
public enum PathStage
{
    Decode,
    Fold,
    Score,
    Retrieve,
    Rank,
    Recommend,
}

/// <summary>Stages put one after the other. Who implements it decides whether they overlap.</summary>
public interface IStageChain<T>
{
    /// <summary>Appends a stage that waits for nothing.</summary>
    IStageChain<TOut> Then<TOut>(PathStage stage, Func<T, TOut> run);

    /// <summary>Appends a stage that waits: for a turn of the shard's owner, or for an inference.</summary>
    IStageChain<TOut> Then<TOut>(PathStage stage, Func<T, CancellationToken, Task<TOut>> run);
}
