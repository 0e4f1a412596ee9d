using System.Threading.Tasks.Dataflow;
using StreamReco.Stages.Answers;
using StreamReco.Stages.Records;
using StreamReco.Stages.Retrieval;
using StreamReco.Stages.Scoring;
using StreamReco.Stages.Shards;

namespace StreamReco.StreamHost;

/// <summary>
/// The whole path of one shard, from the consumer's hand to the commit. Every link is bounded and keeps the order of
/// the partition; a shard that cannot keep up fills its inbox, and the consumer pauses the partition.
/// </summary>
/// <remarks>
/// <code>
/// clicks ─► inbox ─► fold ─────────────► score ──► retrieve ─► rank ──► answer ─► outbox ─► commit ─► recommendations
///                    Decode Validate     ONNX,     live        ONNX,    Rerank              one       clicks.rejected
///                    Deduplicate Enrich  shared    sources,    shared   Emit                Kafka     offsets
///                    Window UpdateUser   by all    features    by all                       trans-    ─► snapshot
///                    Trigger             shards    (stacks)    shards                       action        in SQL
/// </code>
/// </remarks>
public static class RecommenderPipeline
{
    /// <summary>Wires the stages of a shard.</summary>
    /// <param name="parts">Limits, models, catalog.</param>
    /// <param name="fold">The synchronous stages and the state that they own.</param>
    /// <param name="commit">The end of the path.</param>
    /// <param name="stop">Abandons the shard: nothing more is committed.</param>
    public static ShardGraph Build(
        ShardParts parts, FoldStage fold, CommitStage commit, CancellationToken stop)
    {
        var limits = parts.Options.Limits;
        var rank = new RankStage(parts.Options);
        var answer = new AnswerStage(parts, ProgramVersion.Text);
        var loop = new ShardLoop(fold);

        var inbox = new BufferBlock<RecordBatch>(Bounded(limits.InboxBatchesMax, stop));
        var folded = new TransformBlock<RecordBatch, FoldedBatch>(batch => fold.RunAsync(batch, stop), OneByOne(stop, loop.Turns));
        var scored = new TransformBlock<FoldedBatch, FoldedBatch>(
            batch => ScoreStage.RunAsync(batch, stop), InOrder(limits.InFlightBatchesMax, stop));
        var retrieved = new TransformBlock<FoldedBatch, FoldedBatch>(fold.Retrieve.Run, OneByOne(stop, loop.RetrieveTurns));
        var ranked = new TransformBlock<FoldedBatch, FoldedBatch>(
            batch => rank.RunAsync(batch, stop), InOrder(limits.RankBatchesMax, stop));
        var answered = new TransformBlock<FoldedBatch, EncodedBatch>(answer.Run, OneByOne(stop));
        var outbox = new BufferBlock<EncodedBatch>(Bounded(limits.InFlightBatchesMax, stop));

        inbox.LinkTo(folded, _toTheEnd);
        folded.LinkTo(scored, _toTheEnd);
        scored.LinkTo(retrieved, _toTheEnd);
        retrieved.LinkTo(ranked, _toTheEnd);
        ranked.LinkTo(answered, _toTheEnd);
        answered.LinkTo(outbox, _toTheEnd);
        ShardLink[] links =
        [
            new("fold", limits.InboxBatchesMax, () => inbox.Count),
            new("score", limits.InFlightBatchesMax, () => scored.InputCount),
            new("rank", limits.RankBatchesMax, () => ranked.InputCount),
            new("commit", limits.InFlightBatchesMax, () => outbox.Count),
        ];
        return new ShardGraph(inbox, loop, links, Task.Run(() => commit.RunAsync(outbox, stop), CancellationToken.None));
    }

    private static readonly DataflowLinkOptions _toTheEnd = new() { PropagateCompletion = true };

    private static DataflowBlockOptions Bounded(int batches, CancellationToken stop) =>
        new() { BoundedCapacity = batches, CancellationToken = stop };

    private static ExecutionDataflowBlockOptions OneByOne(CancellationToken stop, TaskScheduler? turns = null) => new()
    {
        BoundedCapacity = 1,
        MaxDegreeOfParallelism = 1,
        CancellationToken = stop,
        TaskScheduler = turns ?? TaskScheduler.Default,
    };

    private static ExecutionDataflowBlockOptions InOrder(int batches, CancellationToken stop) => new()
    {
        BoundedCapacity = batches,
        MaxDegreeOfParallelism = batches,
        EnsureOrdered = true,
        CancellationToken = stop,
    };
}
