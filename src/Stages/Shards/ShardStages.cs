using StreamReco.Stages.Batches;
using StreamReco.Stages.Recommendations;
using StreamReco.Stages.Records;
using StreamReco.Stages.Retrieval;
using StreamReco.Stages.Scoring;
using StreamReco.Stages.Setup;

namespace StreamReco.Stages.Shards;

/// <summary>
/// The stages of one shard in the order of the path, as plain calls. A node's stream makes the same calls in the same order
/// and lets them overlap; tests and the simulation make them one after the other on one thread.
/// </summary>
public sealed class ShardStages(ShardParts parts, FoldStage fold, RecommendStage answers) : IDisposable
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

    /// <summary>Users to their query and best items.</summary>
    public static Task<FoldedBatch> ScoreAsync(FoldedBatch batch, CancellationToken cancel) => ScoreStage.RunAsync(batch, cancel);

    /// <summary>Candidates of live sources; in the shard's turn.</summary>
    public FoldedBatch Retrieve(FoldedBatch batch) => fold.Retrieve.Run(batch);

    /// <summary>Candidates to scores.</summary>
    public Task<FoldedBatch> RankAsync(FoldedBatch batch, CancellationToken cancel) => _rank.RunAsync(batch, cancel);

    /// <summary>Rerank, Emit.</summary>
    public EncodedBatch Answer(FoldedBatch batch) => answers.Run(batch);

    /// <summary>Decode to Trigger, one call after the other.</summary>
    public async Task<FoldedBatch> FoldAsync(RecordBatch batch, CancellationToken cancel)
    {
        var decoded = Decode(batch);
        return Fold(decoded, await fold.FetchAsync(fold.NeedsOf(decoded), cancel));
    }

    /// <summary>Score to Emit, one call after the other.</summary>
    public async Task<EncodedBatch> AnswerAsync(FoldedBatch batch, CancellationToken cancel) =>
        Answer(await RankAllAsync(batch, folded => Task.FromResult(Retrieve(folded)), cancel));

    /// <summary>Score to Rank, one call after the other, for requests of clicks and of queries alike.</summary>
    /// <param name="batch">The requests.</param>
    /// <param name="retrieve">Candidates of live sources: those of clicks are observed, those of queries leave no trace.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<FoldedBatch> RankAllAsync(
        FoldedBatch batch, Func<FoldedBatch, Task<FoldedBatch>> retrieve, CancellationToken cancel) =>
        await RankAsync(await retrieve(await ScoreAsync(batch, cancel)), cancel);

    /// <summary>Score to Rank for a request that no record asks for.</summary>
    /// <param name="request">The request; its candidates are filled.</param>
    /// <param name="inTurn">Runs a function in the shard's turn.</param>
    /// <param name="cancel">Gives up.</param>
    public Task QueryAsync(RecommendationRequest request, Func<Func<FoldedBatch>, Task<FoldedBatch>> inTurn, CancellationToken cancel) =>
        RankAllAsync(FoldedBatch.OfQuery(request), query => inTurn(() => fold.Retrieve.Query(query)), cancel);

    public void Dispose() => answers.Dispose();
}
