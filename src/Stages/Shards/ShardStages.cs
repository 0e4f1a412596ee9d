using StreamReco.Stages.Batches;
using StreamReco.Stages.Recommendations;
using StreamReco.Stages.Records;
using StreamReco.Stages.Retrieval;
using StreamReco.Stages.Scoring;
using StreamReco.Stages.Setup;

namespace StreamReco.Stages.Shards;

/// <summary>The stages of one shard as plain calls; <see cref="StageOrder"/> has their order.</summary>
public sealed class ShardStages(ShardParts parts, FoldStage fold, RecommendStage recommend) : IStateStages, IDisposable
{
    private readonly BatchDecoder _decoder = new(parts, fold.EmitFrom);
    private readonly RankStage _rank = new(parts.Options);

    /// <summary>The owner of the shard's state.</summary>
    public FoldStage State => fold;

    /// <summary>Decode, Validate.</summary>
    public DecodedBatch Decode(RecordBatch batch) => _decoder.Run(batch);

    /// <summary>Deduplicate, Enrich, Window, UpdateUser, Trigger; in the shard's turn.</summary>
    public FoldedBatch Fold(DecodedBatch batch, FoldSupplies supplies)
    {
        var folded = fold.Fold(batch, supplies);
        _decoder.Return(batch);
        return folded;
    }

    /// <summary>The fold by the caller, who owns the shard's state.</summary>
    public async Task<FoldedBatch> FoldAsync(DecodedBatch batch, CancellationToken cancel) =>
        Fold(batch, await fold.FetchAsync(fold.NeedsOf(batch), cancel));

    /// <summary>Users to their query and best items.</summary>
    public static Task<FoldedBatch> ScoreAsync(FoldedBatch batch, CancellationToken cancel) => ScoreStage.RunAsync(batch, cancel);

    /// <summary>Candidates of live sources; in the shard's turn.</summary>
    public FoldedBatch Retrieve(FoldedBatch batch) => fold.Retrieve.Run(batch);

    /// <summary>Candidates of live sources by the caller, who owns the shard's state.</summary>
    public Task<FoldedBatch> RetrieveAsync(FoldedBatch batch, CancellationToken cancel) => Task.FromResult(Retrieve(batch));

    /// <summary>Candidates to scores.</summary>
    public Task<FoldedBatch> RankAsync(FoldedBatch batch, CancellationToken cancel) => _rank.RunAsync(batch, cancel);

    /// <summary>Rerank, Emit.</summary>
    public EncodedBatch Recommend(FoldedBatch batch) => recommend.Run(batch);

    /// <summary>Score to Rank for requests that no record makes, see <see cref="FoldedBatch.OfQuery"/>.</summary>
    /// <param name="inTurn">Runs a function in the shard's turn.</param>
    public Func<FoldedBatch, CancellationToken, Task<FoldedBatch>> ForQueries(Func<Func<FoldedBatch>, Task<FoldedBatch>> inTurn) =>
        CalledStages.Of<FoldedBatch, FoldedBatch>(queries =>
            StageOrder.OfRequests(queries, this, (query, _) => HasLiveSources(query)
                ? inTurn(() => fold.Retrieve.Query(query)) : Task.FromResult(query)));

    public void Dispose() => recommend.Dispose();

    private static bool HasLiveSources(FoldedBatch query)
    {
        for (var i = 0; i < query.Answers.Count; i++)
        {
            if (query.Answers[i].Model.Artifact.Stack is not null)
            {
                return true;
            }
        }

        return false;
    }
}
