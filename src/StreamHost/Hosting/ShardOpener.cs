using Microsoft.Extensions.Logging;
using StreamReco.Models.Decoding;
using StreamReco.Stages;
using StreamReco.Stages.Answers.Rules;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Metrics;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Quality;
using StreamReco.Stages.Serving;
using StreamReco.Stages.Shards;
using StreamReco.StreamHost.Tasks;

namespace StreamReco.StreamHost.Hosting;

/// <summary>
/// Brings a shard to life: takes it over (see <see cref="ShardRecovery"/>) and wires its path.
/// </summary>
public sealed partial class ShardOpener(
    PipelineOptions options, IModelShelf models, ICatalog catalog, IShardStore store,
    LatencyHistogram latency, string owner, IErasureLedger erasures, TimeProvider time, ILogger<ShardOpener> logger)
    : IShardOpener
{
    private readonly ShardRecovery _recovery = new(options, models, store, owner, erasures);
    private readonly RerankRules _rules = RerankRules.Open(options.Rerank);

    /// <summary>Whether the records were carried over from another topic (<see cref="ShardParts.AreCarried"/>).</summary>
    public bool AreCarried { get; init; }

    /// <summary>Looks whether users are split over partitions; null does not look.</summary>
    public SplitUserWatch? SplitUsers { get; init; }

    /// <summary>Told of answers that are committed; null is told nothing.</summary>
    public FirstAnswer? FirstAnswer { get; init; }

    /// <summary>Where the opening of a shard is shown; null shows it nowhere.</summary>
    internal TaskBoard? Tasks { get; init; }

    /// <summary>Counts why records were rejected; null where nobody asks.</summary>
    public RejectedRules? Rules { get; init; }

    /// <summary>Counts fields that are left out of events; null where nobody asks.</summary>
    public LeftOutCounts? LeftOut { get; init; }

    /// <summary>What the shards let out.</summary>
    public Emission Emission { get; init; } = Emission.Live;

    /// <summary>Takes in whether next clicks were in last answers; null where nobody asks.</summary>
    public QualitySums? Quality { get; init; }

    /// <summary>Committed answers and rejected records of each shard that are kept for people to look at.</summary>
    public int RecentRecordsMax { get; init; } = 1;

    /// <inheritdoc cref="OpenAsync(ShardId, IShardSink, Func{long}, long, CancellationToken)"/>
    public Task<OpenShard> OpenAsync(ShardId shard, IShardSink sink, Func<long> logStart, CancellationToken stop) =>
        OpenAsync(shard, sink, logStart, foldFrom: 0, stop);

    /// <param name="shard">The shard.</param>
    /// <param name="sink">Its sink; owned by the opened shard from here on.</param>
    /// <param name="logStart">Reads the oldest offset that the topic still holds.</param>
    /// <param name="foldFrom">Where the fold begins without a snapshot: 0, or the start of a replayed span.</param>
    /// <param name="stop">Abandons the shard.</param>
    public async Task<OpenShard> OpenAsync(
        ShardId shard, IShardSink sink, Func<long> logStart, long foldFrom, CancellationToken stop)
    {
        var started = time.GetTimestamp();
        using var task = Tasks?.Begin("recovery", $"partition {shard.Partition}", "records");
        task?.Update(0, 0, "lease, open transactions and snapshot");
        var recent = new RecentRecords(RecentRecordsMax);
        sink = new ObservedShardSink(sink, recent, Rules);
        var (lease, plan, state, users, loader, model) = await _recovery.RunAsync(shard, sink, logStart, foldFrom, stop);
        if (plan.Warning is not null)
        {
            LogRecoveryWarning(logger, plan.Warning);
        }

        var parts = new ShardParts(shard, options, models, catalog, time)
        {
            Emission = Emission,
            AreCarried = AreCarried,
            FirstAnswer = FirstAnswer,
            Rules = _rules,
            Quality = Quality,
            LeftOut = LeftOut,
        };
        var fold = new FoldStage(parts, model, state, users, loader, plan.EmitFrom);
        var progress = new ShardProgress(shard) { Before = state.Counters.Copy() };
        progress.Publish(new ShardStanding(
            state.Counters.Copy(), plan.StartOffset, state.WatermarkMs, state.Pending.Count, 0)
        {
            Model = fold.Model,
        });
        var commit = new CommitStage(parts, fold, sink, store, lease, progress, latency, SplitUsers);
        var graph = RecommenderPipeline.Build(parts, fold, commit, stop);
        LogOpened(logger, shard, lease.Epoch, plan.StartOffset, plan.EmitFrom, time.GetElapsedTime(started).TotalMilliseconds);
        return new OpenShard(shard, graph, sink, progress, plan.StartOffset, plan.EmitFrom)
        {
            Recent = recent,
            Questions = new ShardQuestions(parts, graph.Loop, store),
            Epoch = lease.Epoch,
            UsersInMemory = () => users.Count,
        };
    }

    [LoggerMessage(1, LogLevel.Warning, "{Warning}")]
    private static partial void LogRecoveryWarning(ILogger logger, string warning);

    [LoggerMessage(2, LogLevel.Information,
        "shard {Shard} opened under epoch {Epoch}: reads from offset {Start}, emits from {EmitFrom} ({Ms:F0} ms)")]
    private static partial void LogOpened(ILogger logger, ShardId shard, long epoch, long start, long emitFrom, double ms);
}
