namespace StreamReco.Stages.Shards;

/// <summary>
/// The loop of one shard, whose turns go one after the other: folding a micro-batch is a turn, and so is a look at the
/// state from outside. A reader waits for the micro-batch at work at most, sees a state between two records, and never
/// two at once. Retrieval, the owner of the live sources, takes turns of its own in the same way.
/// </summary>
/// <param name="fold">The owner of the state.</param>
public sealed class ShardLoop(FoldStage fold)
{
    private readonly ConcurrentExclusiveSchedulerPair _turns = new();
    private readonly ConcurrentExclusiveSchedulerPair _retrieveTurns = new();

    /// <summary>Runs what must not meet the fold; the fold itself runs on it.</summary>
    public TaskScheduler Turns => _turns.ExclusiveScheduler;

    /// <summary>Runs what must not meet retrieval; retrieval itself runs on it.</summary>
    public TaskScheduler RetrieveTurns => _retrieveTurns.ExclusiveScheduler;

    /// <summary>Looks at the state in a turn of its own.</summary>
    /// <param name="look">Must be quick, must not wait, and must let nothing of the state out but copies.</param>
    /// <param name="cancel">Gives up before the turn has come.</param>
    public Task<T> ReadAsync<T>(Func<FoldStage, T> look, CancellationToken cancel) =>
        Task.Factory.StartNew(() => look(fold), cancel, TaskCreationOptions.DenyChildAttach, Turns);

    /// <summary>Has candidates retrieved for a question in a turn of its own; nothing of the shard changes.</summary>
    /// <param name="question">Scored; see <see cref="FoldedBatch.Question"/>.</param>
    /// <param name="cancel">Gives up before the turn has come.</param>
    public Task<FoldedBatch> AskAsync(FoldedBatch question, CancellationToken cancel) => Task.Factory.StartNew(
        () => fold.Retrieve.Ask(question), cancel, TaskCreationOptions.DenyChildAttach, RetrieveTurns);
}
