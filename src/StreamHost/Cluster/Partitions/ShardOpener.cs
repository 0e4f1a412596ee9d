using Microsoft.Extensions.Logging;
using StreamReco.Stages;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Recommendations;
using StreamReco.Stages.Recommendations.Rules;
using StreamReco.Stages.Serving;
using StreamReco.Stages.Setup;
using StreamReco.Stages.Shards;
using StreamReco.Stages.State;
using StreamReco.Stages.Streams;
using StreamReco.StreamHost.Kafka.Committing;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Sql;

namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>Opens shards: takes each over (see <see cref="ShardRecovery"/>) and wires its path.</summary>
/// <param name="settings">The settings.</param>
/// <param name="models">The models at hand.</param>
/// <param name="catalog">What the shop sells now.</param>
/// <param name="store">The state database.</param>
/// <param name="erasures">What is erased.</param>
/// <param name="emission">What the shards let out.</param>
/// <param name="observers">What they report to.</param>
/// <param name="owner">Under which name leases are held.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where openings are logged.</param>
/// <param name="answered">Says what is out already when a committed offset is gone; null where nobody knows.</param>
internal sealed partial class ShardOpener(
    StreamRecoOptions settings, IModelProvider models, ICatalog catalog, IShardStore store, IErasureLedger erasures,
    EmitPolicy emission, ShardObservers observers, NodeName owner, TimeProvider time, ILogger<ShardOpener> logger,
    IRecommendationLog? answered = null)
{
    private readonly PipelineOptions _options = settings.Pipeline;
    private readonly RerankRules _rules = RerankRules.Open(settings.Pipeline.Rerank);
    private bool _isMissingStateLogged;

    /// <summary>Takes a shard over and wires its path.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="held">The owner's lease.</param>
    /// <param name="sink">Its sink; owned by the opened shard from here on.</param>
    /// <param name="log">Where its records come from.</param>
    /// <param name="turns">The owner's turns.</param>
    /// <param name="bounds">What the brokers ask of it.</param>
    /// <param name="stop">Abandons the shard.</param>
    public async Task<OpenPartition> OpenAsync(
        ShardId shard, HeldLease held, IShardSink sink, ShardLog log, ShardTurns turns, BrokerBounds bounds,
        CancellationToken stop)
    {
        var started = time.GetTimestamp();
        using var task = observers.Tasks.Begin("recovery", $"partition {shard.Partition}", "records");
        task.Update(0, 0, "lease, open transactions and snapshot");
        var recent = new RecentRecords(settings.Http.RecentRecordsMax);
        var watch = new CommitWatch(time);
        sink = new ObservedShardSink(sink, recent, observers.RejectedRules, watch);
        var recovery = new ShardRecovery(_options, models, store, owner.Text, erasures)
        {
            BeginsAnew = settings.Kafka.BeginsAnew,
            Answered = answered,
        };
        var recovered = await recovery.RunAsync(shard, held, sink, log.Reach, log.FoldFrom, stop);
        sink = recovered.Answered.Count == 0 ? sink : new OnceShardSink(sink, recovered.Answered);
        var (lease, plan, state, users, loader, model) = recovered;
        if (plan.Warning is not null)
        {
            LogRecoveryWarning(logger, plan.Warning);
        }

        if (plan.IsStateMissing && !Interlocked.Exchange(ref _isMissingStateLogged, true))
        {
            LogStateMissing(
                logger, shard, ShardStoreFactory.Describe(settings.State.Connection), settings.Kafka.Group, plan.EmitFrom, plan.StartOffset);
        }

        var parts = new ShardParts(shard, _options, models, catalog, time)
        {
            Emission = emission,
            AreForwarded = settings.Kafka.Repartition,
            WritesVerdicts = settings.Kafka.WritesVerdicts,
            WritesAlerts = settings.Kafka.WritesAlerts,
            RejectedPayloadBytesMax = bounds.RejectedPayloadBytes(_options.Limits.RejectedPayloadBytesMax),
            FirstAnswer = observers.FirstAnswer,
            CommitLatency = observers.Instruments.CommitLatency,
            Rules = _rules,
            Quality = observers.Quality,
            LeftOut = observers.LeftOut,
        };
        var fold = new FoldStage(parts, model, state, users, loader, plan.EmitFrom, recovered.Arms);
        var stages = new ShardStages(parts, fold, new RecommendStage(parts, ProgramVersion.Text));
        var owned = new OwnedStages(stages, turns);
        var progress = Begin(shard, plan, state, fold);
        var kept = new KeptOffset(plan.EmitFrom, bounds.OffsetRefresh, time);
        var commits = new ShardCommits(
            parts, owned, kept, sink, store, lease, progress, observers.Latency, observers.SplitUsers);
        var links = new StreamLinks(_options.Limits);
        LogOpened(logger, shard, lease.Epoch, plan.StartOffset, plan.EmitFrom, time.GetElapsedTime(started).TotalMilliseconds);
        var open = new OpenShard(shard, progress, plan.StartOffset, plan.EmitFrom)
        {
            Recent = recent,
            Commit = watch,
            Links = links.All,
            Kept = kept,
            Epoch = lease.Epoch,
            UsersInMemory = () => users.Count,
        };
        var graph = RecommenderPipeline.Build(
            log.SourceAt(plan.StartOffset), stages, owned, commits, links,
            TimeSpan.FromMilliseconds(_options.Limits.CommitLingerMs), time, stop);
        return new OpenPartition(open, sink, graph)
        {
            Queries = new ShardQueries(owner.Text, parts, stages, turns, store, recent),
            Follow = () => progress.Follow(fold),
        };
    }

    private static ShardProgress Begin(ShardId shard, RecoveryPlan plan, ShardState state, FoldStage fold)
    {
        var progress = new ShardProgress(shard) { Before = state.Counters.Copy() };
        progress.Publish(new ShardStatus(
            state.Counters.Copy(), plan.StartOffset, state.WatermarkMs, state.Pending.Count, 0)
        {
            Model = fold.Model,
            Quality = fold.Quality,
            Consent = fold.Consent,
            Bots = fold.Bots,
            Identity = fold.Identity,
        });
        return progress;
    }

    [LoggerMessage(1, LogLevel.Warning, "{Warning}")]
    private static partial void LogRecoveryWarning(ILogger logger, string warning);

    [LoggerMessage(3, LogLevel.Warning,
        "{Shard}: there is no state at {Database}, although group '{Group}' has committed offset {Committed}; it is made anew from offset {Start}. "
        + "If the state is in another database, stop this node and correct the setting: nodes with different databases do not find each other, and "
        + "each takes the partitions from the others")]
    private static partial void LogStateMissing(ILogger logger, ShardId shard, string database, string group, long committed, long start);

    [LoggerMessage(2, LogLevel.Information,
        "shard {Shard} opened under epoch {Epoch}: reads from offset {Start}, emits from {EmitFrom} ({Ms:F0} ms)")]
    private static partial void LogOpened(ILogger logger, ShardId shard, long epoch, long start, long emitFrom, double ms);
}
