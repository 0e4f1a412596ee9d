using StreamReco.Stages.Batches;
using StreamReco.Stages.Records;

namespace StreamReco.Stages.Shards;

/// <summary>
/// The order of the stages, written once. A node's stream lets them overlap (<c>RecommenderPipeline</c>); queries, tests and
/// the simulation wait for each (<see cref="CalledStages"/>).
/// </summary>
public static class StageOrder
{
    /// <summary>Decode to Emit: all that a record of the log goes through before the commit.</summary>
    /// <param name="records">Micro-batches of records.</param>
    /// <param name="stages">The stages of the shard.</param>
    /// <param name="state">Those of them that touch its state.</param>
    public static IStageChain<EncodedBatch> OfRecords(IStageChain<RecordBatch> records, ShardStages stages, IStateStages state) =>
        OfRequests(OfFold(records, stages, state), stages, state.RetrieveAsync)
            .Then(PathStage.Recommend, stages.Recommend);

    /// <summary>Decode to Trigger.</summary>
    public static IStageChain<FoldedBatch> OfFold(IStageChain<RecordBatch> records, ShardStages stages, IStateStages state) =>
        records
            .Then(PathStage.Decode, stages.Decode)
            .Then(PathStage.Fold, state.FoldAsync);

    /// <summary>Score to Rank, for requests of clicks and of queries alike.</summary>
    /// <param name="requests">Micro-batches with requests.</param>
    /// <param name="stages">The stages of the shard.</param>
    /// <param name="retrieve">Candidates of live sources: those of clicks are observed, those of queries leave no trace.</param>
    public static IStageChain<FoldedBatch> OfRequests(
        IStageChain<FoldedBatch> requests, ShardStages stages, Func<FoldedBatch, CancellationToken, Task<FoldedBatch>> retrieve) =>
        requests
            .Then(PathStage.Score, ShardStages.ScoreAsync)
            .Then(PathStage.Retrieve, retrieve)
            .Then(PathStage.Rank, stages.RankAsync);
}
