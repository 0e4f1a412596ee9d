namespace StreamReco.Stages.Scoring;

/// <summary>A batcher's counts without what it did before this was made.</summary>
/// <param name="batcher">The batcher.</param>
public sealed class CountsSince(IBatcherCounts batcher) : IBatcherCounts
{
    private readonly (long Batches, long Scored) _before = (batcher.Batches, batcher.Scored);

    public string Provider => batcher.Provider;

    public int Waiting => batcher.Waiting;

    public int Capacity => batcher.Capacity;

    public long Batches => batcher.Batches - _before.Batches;

    public long Scored => batcher.Scored - _before.Scored;
}
