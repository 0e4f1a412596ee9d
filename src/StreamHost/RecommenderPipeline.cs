using Akka.Streams;
using Akka.Streams.Dsl;
using StreamReco.Stages;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Records;
using StreamReco.Stages.Shards;
using StreamReco.Stages.Streams;

namespace StreamReco.StreamHost;

/// <summary>
/// The whole path of one partition, from the poll to the commit, as one Akka.Streams graph of micro-batches. Live, replay
/// and evaluation through the pipeline run this graph with another source, sink or clock.
/// </summary>
/// <remarks>
/// <code>
/// source ─► Decode   ─► Deduplicate ────────► Score ──► Retrieve ─► Rank ──► Rerank ─► Commit ─► recommendations
/// (poll)    Validate    Window UpdateUser     ONNX,     live        ONNX,    Emit      one       clicks.rejected
///                       Trigger Enrich        shared    sources     shared             Kafka     offset
///                       └ turns of the ┘      by all    └ turns ┘   by all             trans-    ─► snapshot
///                         partition's actor   partitions            partitions         action       in SQL
/// </code>
/// Demand goes from the commit to the poll: every place where micro-batches may wait has a bound in
/// <see cref="LimitOptions"/>, and the order of the partition is kept throughout. No stage is restarted by itself: a
/// failure of any of them fails the graph, and its actor opens the partition anew from the committed offset.
/// </remarks>
public static class RecommenderPipeline
{
    /// <summary>Wires the stages of a partition, in the order of <see cref="StageOrder.OfRecords"/>.</summary>
    /// <param name="source">Reads the partition on demand.</param>
    /// <param name="stages">The stages.</param>
    /// <param name="owned">Those of them that touch state, in turns of the partition's owner.</param>
    /// <param name="commits">The end of the path.</param>
    /// <param name="links">The bounded places before stages, and counts of what waits there.</param>
    /// <param name="linger">How long a commit gathers micro-batches at most.</param>
    /// <param name="time">Measures that.</param>
    /// <param name="stop">Abandons the partition: nothing more is committed.</param>
    /// <returns>
    /// A graph whose task ends when everything that was read is committed and the last snapshot is stored, or with the
    /// failure of any stage.
    /// </returns>
    public static IRunnableGraph<(IPartitionControl Control, Task Done)> Build(
        PartitionSource source, ShardStages stages, OwnedStages owned, IShardCommits<EncodedBatch> commits,
        StreamLinks links, TimeSpan linger, TimeProvider time, CancellationToken stop)
    {
        var records = new StreamedStages<RecordBatch, IPartitionControl>(Source.FromGraph(source), links, filled: null, stop);
        var encoded = (StreamedStages<EncodedBatch, IPartitionControl>)StageOrder.OfRecords(records, stages, owned);
        return encoded.Source
            .Select(links.Commit.Enter)
            .Buffer(links.Commit.Capacity, OverflowStrategy.Backpressure)
            .Select(links.Commit.Leave)
            .ToMaterialized(new CommitOperator<EncodedBatch>(commits, linger, time, stop), Keep.Both);
    }
}
