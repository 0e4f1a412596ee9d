using Akka.Streams;
using Akka.Streams.Dsl;
using StreamReco.Stages;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Shards;
using StreamReco.Stages.Streams;

namespace StreamReco.StreamHost;

/// <summary>
/// The whole path of one partition, from the poll to the commit, as one Akka.Streams graph of micro-batches. Live, replay
/// and evaluation through the pipeline run this graph with another source, sink or clock.
/// </summary>
/// <remarks>
/// <code>
/// source ─► Decode   ─► Deduplicate Enrich ─► Score ──► Retrieve ─► Rank ──► Rerank ─► Commit ─► recommendations
/// (poll)    Validate    Window UpdateUser     ONNX,     live        ONNX,    Emit      one       clicks.rejected
///                       Trigger               shared    sources     shared             Kafka     offset
///                       └ turns of the ┘      by all    └ turns ┘   by all             trans-    ─► snapshot
///                         partition's actor   partitions            partitions         action       in SQL
/// </code>
/// Demand goes from the commit to the poll: every place where micro-batches may wait has a bound in
/// <see cref="LimitOptions"/>, and the order of the partition is kept throughout. No stage is restarted by itself: a
/// failure of any of them fails the graph, and its actor opens the partition anew from the committed offset.
/// </remarks>
public static class RecommenderPipeline
{
    /// <summary>Wires the stages of a partition.</summary>
    /// <param name="source">Reads the partition on demand.</param>
    /// <param name="stages">The stages.</param>
    /// <param name="owned">Those of them that touch state, in turns of the partition's owner.</param>
    /// <param name="commits">The end of the path.</param>
    /// <param name="links">Counts what waits where.</param>
    /// <param name="limits">The bounds.</param>
    /// <param name="stop">Abandons the partition: nothing more is committed.</param>
    /// <returns>
    /// A graph whose task ends when everything that was read is committed and the last snapshot is stored, or with the
    /// failure of any stage.
    /// </returns>
    public static IRunnableGraph<(IPartitionControl Control, Task Done)> Build(
        PartitionSource source, ShardStages stages, OwnedStages owned, IShardCommits<EncodedBatch> commits,
        StreamLinks links, LimitOptions limits, CancellationToken stop) =>
        Source.FromGraph(source)
            .Select(links.Fold.Enter)
            .Buffer(limits.InboxBatchesMax, OverflowStrategy.Backpressure)
            .Select(batch => stages.Decode(links.Fold.Leave(batch)))
            .SelectAsync(1, owned.FoldAsync)
            .Select(links.Score.Enter)
            .SelectAsync(limits.InFlightBatchesMax, batch => ShardStages.ScoreAsync(batch, stop))
            .SelectAsync(1, batch => owned.RetrieveAsync(links.Score.Leave(batch)))
            .Select(links.Rank.Enter)
            .SelectAsync(limits.RankBatchesMax, batch => stages.RankAsync(batch, stop))
            .Select(batch => links.Commit.Enter(stages.Answer(links.Rank.Leave(batch))))
            .Buffer(limits.InFlightBatchesMax, OverflowStrategy.Backpressure)
            .Select(links.Commit.Leave)
            .ToMaterialized(
                new CommitOperator<EncodedBatch>(commits, TimeSpan.FromMilliseconds(limits.CommitLingerMs), stop),
                Keep.Both);
}
