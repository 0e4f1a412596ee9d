namespace StreamReco.Stages.Shards;

/// <summary>
/// The loop of one shard, whose turns go one after the other: folding a micro-batch is a turn, and so is a look at the
/// state from outside. A reader waits for the micro-batch at work at most, sees a state between two records, and never
/// two at once.
/// </summary>
/// <param name="fold">The owner of the state.</param>
public sealed class ShardLoop(FoldStage fold)
{
    private readonly ConcurrentExclusiveSchedulerPair _turns = new();

    /// <summary>Runs what must not meet the fold; the fold itself runs on it.</summary>
    public TaskScheduler Turns => _turns.ExclusiveScheduler;

    /// <summary>Looks at the state in a turn of its own.</summary>
    /// <param name="look">Must be quick, must not wait, and must let nothing of the state out but copies.</param>
    /// <param name="cancel">Gives up before the turn has come.</param>
    public Task<T> ReadAsync<T>(Func<FoldStage, T> look, CancellationToken cancel) =>
        Task.Factory.StartNew(() => look(fold), cancel, TaskCreationOptions.DenyChildAttach, Turns);
}
