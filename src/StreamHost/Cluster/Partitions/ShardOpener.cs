using Microsoft.Extensions.Logging;
using StreamReco.Models.Decoding;
using StreamReco.Stages;
using StreamReco.Stages.Answers;
using StreamReco.Stages.Answers.Rules;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Metrics;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Quality;
using StreamReco.Stages.Serving;
using StreamReco.Stages.Setup;
using StreamReco.Stages.Shards;
using StreamReco.Stages.State;
using StreamReco.Stages.Streams;
using StreamReco.StreamHost.Kafka;
using StreamReco.StreamHost.Metrics;
using StreamReco.StreamHost.Tasks;

namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>Opens shards: takes each over (see <see cref="ShardRecovery"/>) and wires its path.</summary>
internal sealed partial class ShardOpener(
    PipelineOptions options, IModelShelf models, ICatalog catalog, IShardStore store,
    LatencyHistogram latency, string owner, IErasureLedger erasures, TimeProvider time, ILogger<ShardOpener> logger)
{
    private readonly RerankRules _rules = RerankRules.Open(options.Rerank);

    /// <summary>Whether the records were carried over from another topic (<see cref="ShardParts.AreCarried"/>).</summary>
    public bool AreCarried { get; init; }

    /// <summary>Looks whether users are split over partitions; null does not look.</summary>
    public SplitUserWatch? SplitUsers { get; init; }

    /// <summary>Take in how long commits take; null where nobody asks.</summary>
    public NodeInstruments? Instruments { get; init; }

    /// <summary>Told of answers that are committed; null is told nothing.</summary>
    public FirstAnswer? FirstAnswer { get; init; }

    /// <summary>Where the opening of a shard is shown; null shows it nowhere.</summary>
    internal TaskBoard? Tasks { get; init; }

    /// <summary>Counts why records were rejected; null where nobody asks.</summary>
    public RejectedRules? Rules { get; init; }

    /// <summary>Whether a shard whose topic was made again begins anew (<see cref="ShardRecovery.BeginsAnew"/>).</summary>
    public bool BeginsAnew { get; init; }

    /// <summary>Says what is out already when a committed offset is gone; null where nobody knows.</summary>
    public IAnsweredLog? Answered { get; init; }

    /// <summary>Counts fields that are left out of events; null where nobody asks.</summary>
    public LeftOutCounts? LeftOut { get; init; }

    /// <summary>What the shards let out.</summary>
    public Emission Emission { get; init; } = Emission.Live;

    /// <summary>Takes in whether next clicks were in last answers; null where nobody asks.</summary>
    public QualitySums? Quality { get; init; }

    /// <summary>Committed answers and rejected records of each shard that are kept for people to look at.</summary>
    public int RecentRecordsMax { get; init; } = 1;

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
        using var task = Tasks?.Begin("recovery", $"partition {shard.Partition}", "records");
        task?.Update(0, 0, "lease, open transactions and snapshot");
        var recent = new RecentRecords(RecentRecordsMax);
        sink = new ObservedShardSink(sink, recent, Rules);
        var recovery = new ShardRecovery(options, models, store, owner, erasures) { BeginsAnew = BeginsAnew, Answered = Answered };
        var recovered = await recovery.RunAsync(shard, held, sink, log.Reach, log.FoldFrom, stop);
        sink = recovered.Answered.Count == 0 ? sink : new OnceShardSink(sink, recovered.Answered);
        var (lease, plan, state, users, loader, model) = recovered;
        if (plan.Warning is not null)
        {
            LogRecoveryWarning(logger, plan.Warning);
        }

        var parts = new ShardParts(shard, options, models, catalog, time)
        {
            Emission = Emission,
            AreCarried = AreCarried,
            RejectedPayloadBytesMax = bounds.RejectedPayloadBytes(options.Limits.RejectedPayloadBytesMax),
            FirstAnswer = FirstAnswer,
            CommitLatency = Instruments?.CommitLatency,
            Rules = _rules,
            Quality = Quality,
            LeftOut = LeftOut,
        };
        var fold = new FoldStage(parts, model, state, users, loader, plan.EmitFrom);
        var stages = new ShardStages(parts, fold, new AnswerStage(parts, ProgramVersion.Text));
        var owned = new OwnedStages(stages, turns, stop);
        var progress = Begin(shard, plan, state, fold);
        var kept = new KeptOffset(plan.EmitFrom, bounds.OffsetRefresh, time);
        var commits = new ShardCommits(
            parts, owned, kept, sink, store, lease, progress, latency, SplitUsers);
        var links = new StreamLinks(options.Limits);
        LogOpened(logger, shard, lease.Epoch, plan.StartOffset, plan.EmitFrom, time.GetElapsedTime(started).TotalMilliseconds);
        var open = new OpenShard(shard, progress, plan.StartOffset, plan.EmitFrom)
        {
            Recent = recent,
            Links = links.All,
            Kept = kept,
            Epoch = lease.Epoch,
            UsersInMemory = () => users.Count,
        };
        var graph = RecommenderPipeline.Build(
            log.SourceAt(plan.StartOffset), stages, owned, commits, links, options.Limits, stop);
        return new OpenPartition(open, sink, graph)
        {
            Queries = new ShardQueries(owner, parts, stages, turns, store, recent),
        };
    }

    private static ShardProgress Begin(ShardId shard, RecoveryPlan plan, ShardState state, FoldStage fold)
    {
        var progress = new ShardProgress(shard) { Before = state.Counters.Copy() };
        progress.Publish(new ShardStanding(
            state.Counters.Copy(), plan.StartOffset, state.WatermarkMs, state.Pending.Count, 0)
        {
            Model = fold.Model,
        });
        return progress;
    }

    [LoggerMessage(1, LogLevel.Warning, "{Warning}")]
    private static partial void LogRecoveryWarning(ILogger logger, string warning);

    [LoggerMessage(2, LogLevel.Information,
        "shard {Shard} opened under epoch {Epoch}: reads from offset {Start}, emits from {EmitFrom} ({Ms:F0} ms)")]
    private static partial void LogOpened(ILogger logger, ShardId shard, long epoch, long start, long emitFrom, double ms);
}
