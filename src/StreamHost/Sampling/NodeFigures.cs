using StreamReco.Stages.Quality;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Node;

namespace StreamReco.StreamHost.Sampling;

/// <summary>A node as of one second: what the live stream, the metrics and the command line show.</summary>
/// <param name="At">When it was looked at.</param>
/// <param name="Node">The node's name.</param>
/// <param name="Phase">Where it stands in its life.</param>
/// <param name="UptimeSeconds">Seconds since its start.</param>
/// <param name="Model">The model that answers.</param>
/// <param name="Provider">What runs the model.</param>
/// <param name="Totals">Counts of the shards that it owns, since their first record.</param>
/// <param name="Rates">The same a second, over the last second.</param>
/// <param name="Rejected">Rejected records by reason, every reason named.</param>
/// <param name="RejectedRates">The same a second.</param>
/// <param name="Stages">What went into and came out of each stage, in the order of the path.</param>
/// <param name="LatencyMs">From Kafka's timestamp of a click to the commit of its answer, over the last second.</param>
/// <param name="Lag">Records behind the end of its partitions; null while the brokers do not say.</param>
/// <param name="Links">The bounded links, each as full as in the fullest shard.</param>
/// <param name="Backpressure">The stage that holds the others up; null where none does.</param>
/// <param name="Inference">The batcher in front of the model: of its encoder, or of its one graph.</param>
/// <param name="Shards">Shard by shard.</param>
/// <param name="Process">Memory and threads.</param>
public sealed record NodeFigures(
    DateTimeOffset At,
    string Node,
    NodePhase Phase,
    double UptimeSeconds,
    ModelReport? Model,
    string? Provider,
    Tally Totals,
    Tally Rates,
    IReadOnlyDictionary<string, double> Rejected,
    IReadOnlyDictionary<string, double> RejectedRates,
    IReadOnlyList<StageFigures> Stages,
    LatencyFigures LatencyMs,
    long? Lag,
    IReadOnlyList<LinkFigures> Links,
    string? Backpressure,
    InferenceFigures Inference,
    IReadOnlyList<ShardFigures> Shards,
    ProcessFigures Process)
{
    /// <summary>Online quality by model version, since the process began.</summary>
    public IReadOnlyList<QualityFigures> Quality { get; init; } = [];

    /// <summary>Rejected records by reason and field, since the process began.</summary>
    public IReadOnlyList<RejectedRule> Rules { get; init; } = [];

    /// <summary>Fields left out of events that count without them, by field and reason, since the process began.</summary>
    public IReadOnlyList<LeftOutFigure> LeftOut { get; init; } = [];

    /// <summary>How the quality rules stand, by rule and source; none without rules.</summary>
    public IReadOnlyList<RuleFigures> QualityRules { get; init; } = [];

    /// <summary>The batcher in front of the ranker; null for a model without a stack.</summary>
    public InferenceFigures? Ranking { get; init; }
}

/// <summary>
/// How often the next item that a user touched was in the user's last answer, as sums: HR@K = hits / clicks,
/// MRR@K = reciprocal_ranks / clicks; the same for the K most popular items.
/// </summary>
/// <param name="Model">The model's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Items">K, the items of an answer.</param>
/// <param name="Counts">The sums.</param>
/// <param name="Since">Since when: the sums begin with the process.</param>
public sealed record QualityFigures(string Model, string Version, int Items, QualityCounts Counts, DateTimeOffset Since);

/// <summary>What became of records: counts, or counts a second. Read = applied + duplicate + rejected + quarantined + passed over.</summary>
public sealed record Tally(
    double Read, double Applied, double Duplicate, double Rejected, double PassedOver, double Answers, double Ticks)
{
    /// <summary>Clicks held back as those of programs.</summary>
    public double Quarantined { get; init; }
}

/// <summary>A stage: events that went in, and what came out for the next one.</summary>
/// <param name="Name">The stage.</param>
/// <param name="In">Events that reached it.</param>
/// <param name="Out">Events that it passed on.</param>
/// <param name="Rate">Events in a second.</param>
public sealed record StageFigures(string Name, double In, double Out, double Rate);

/// <summary>Percentiles in milliseconds over the last second; 0 where nothing was answered.</summary>
public sealed record LatencyFigures(double P50, double P90, double P99, long Count)
{
    /// <summary>Of them, answers to records that were older than a minute when they were read: their latency begins there.</summary>
    public long OfHistory { get; init; }
}

/// <summary>A bounded link.</summary>
/// <param name="Before">The stage that takes from it.</param>
/// <param name="Filled">What waits in it: micro-batches, in front of inference users.</param>
/// <param name="Capacity">What fits.</param>
public sealed record LinkFigures(string Before, int Filled, int Capacity);

/// <summary>A batcher in front of a graph: calls and users since the start, and users in a call over the last second.</summary>
public sealed record InferenceFigures(long Calls, long Users, double UsersPerCall, int Waiting, int Capacity);

/// <summary>A shard.</summary>
/// <param name="Partition">Its partition.</param>
/// <param name="Epoch">The epoch of its lease.</param>
/// <param name="Committed">The committed offset.</param>
/// <param name="End">The offset behind the partition's last record; null while the brokers do not say.</param>
/// <param name="Lag">Records between the two.</param>
/// <param name="EmitFrom">Where emission begins after a recovery.</param>
/// <param name="Replaying">Whether it still rebuilds its state in silence.</param>
/// <param name="Watermark">No earlier event is expected; null before the first.</param>
/// <param name="UsersInMemory">Users resident.</param>
/// <param name="WaitingClicks">Clicks that wait for the throttle.</param>
/// <param name="Paused">The consumer holds the partition back.</param>
/// <param name="Commits">Commits of this run.</param>
/// <param name="Applied">Events applied since the partition's first record.</param>
/// <param name="SnapshotAgeSeconds">Since the last snapshot was stored; null before the first of this run.</param>
/// <param name="Links">Its links.</param>
public sealed record ShardFigures(
    int Partition, long Epoch, long Committed, long? End, long? Lag, long EmitFrom, bool Replaying,
    DateTimeOffset? Watermark, int UsersInMemory, int WaitingClicks, bool Paused, long Commits, long Applied,
    double? SnapshotAgeSeconds, IReadOnlyList<LinkFigures> Links);

/// <summary>The process.</summary>
public sealed record ProcessFigures(long WorkingSetBytes, long HeapBytes, int Threads, double CpuSeconds);
