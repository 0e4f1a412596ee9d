using Microsoft.Extensions.Logging;
using StreamReco.Models.Users;
using StreamReco.Stages;
using StreamReco.Stages.Answers;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Metrics;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Scoring;
using StreamReco.Stages.Shards;
using StreamReco.Models.Artifacts;

namespace StreamReco.StreamHost.Hosting;

/// <summary>
/// Brings a shard to life: lease (fences stale snapshots), sink (fences stale transactions), newest snapshot, and the
/// plan where to read from and from where on to emit.
/// </summary>
public sealed partial class ShardOpener(
    PipelineOptions options, ModelArtifact model, ICatalog catalog, IShardStore store, ScoreBatcher batcher,
    LatencyHistogram latency, string owner, TimeProvider time, ILogger<ShardOpener> logger)
{
    /// <param name="shard">The shard.</param>
    /// <param name="sink">Its sink; owned by the opened shard from here on.</param>
    /// <param name="logStart">Reads the oldest offset that the topic still holds.</param>
    /// <param name="stop">Abandons the shard.</param>
    public async Task<OpenShard> OpenAsync(ShardId shard, IShardSink sink, Func<long> logStart, CancellationToken stop)
    {
        var started = time.GetTimestamp();
        var lease = await store.AcquireAsync(shard, owner, stop);
        var committed = await sink.OpenAsync(stop);
        var snapshot = await store.LoadAsync(shard, stop);
        var plan = RecoveryPlan.Make(shard, snapshot?.NextOffset, committed, logStart());
        if (plan.Warning is not null)
        {
            LogRecoveryWarning(logger, plan.Warning);
        }

        var parts = new ShardParts(
            shard, options, model, catalog, new TicketPool(model.Manifest.Features, options.UserState.RecentItemsMax), time);
        var state = snapshot is null
            ? new ShardState(options.Window) { NextOffset = plan.StartOffset }
            : ShardState.FromBytes(snapshot.State.Span, options.Window);
        var codec = new UserStateCodec(options.UserState, model.Items);
        var users = new UserTable(options.UserState, codec, options.Limits.ResidentUsersMax, snapshot?.Users > 0);
        var loader = new UserLoader(store, shard);
        await loader.LoadWaitingAsync(users, state, stop);
        var fold = new FoldStage(parts, state, users, loader, plan.EmitFrom);
        var progress = new ShardProgress(shard) { Before = state.Counters.Copy() };
        progress.Publish(new ShardStanding(state.Counters.Copy(), plan.StartOffset, state.WatermarkMs, state.Pending.Count, 0));
        var commit = new CommitStage(parts, fold, sink, store, lease, progress, latency);
        var graph = RecommenderPipeline.Build(parts, fold, batcher, commit, stop);
        LogOpened(logger, shard, lease.Epoch, plan.StartOffset, plan.EmitFrom, time.GetElapsedTime(started).TotalMilliseconds);
        return new OpenShard(shard, graph, sink, progress, plan.StartOffset, plan.EmitFrom);
    }

    [LoggerMessage(1, LogLevel.Warning, "{Warning}")]
    private static partial void LogRecoveryWarning(ILogger logger, string warning);

    [LoggerMessage(2, LogLevel.Information,
        "shard {Shard} opened under epoch {Epoch}: reads from offset {Start}, emits from {EmitFrom} ({Ms:F0} ms)")]
    private static partial void LogOpened(ILogger logger, ShardId shard, long epoch, long start, long emitFrom, double ms);
}
