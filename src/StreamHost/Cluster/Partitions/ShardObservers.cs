using Microsoft.Extensions.Logging;
using StreamReco.Models.Decoding;
using StreamReco.Stages.Metrics;
using StreamReco.Stages.Quality;
using StreamReco.Stages.Shards;
using StreamReco.StreamHost.Metrics;
using StreamReco.StreamHost.Tasks;

namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>What the shards of a process report to: one of each for all of them.</summary>
/// <param name="tasks">Where the opening of a shard is shown.</param>
/// <param name="instruments">Take in how long commits take.</param>
/// <param name="time">The clock of the first answer.</param>
/// <param name="logger">Where the first answer is logged.</param>
/// <param name="splitUsers">Looks whether users are split over partitions; null does not look, as in a replay.</param>
internal sealed partial class ShardObservers(
    TaskBoard tasks, NodeInstruments instruments, TimeProvider time, ILogger<ShardObservers> logger,
    MiskeyedUserDetector? splitUsers = null)
{
    /// <summary>When the process began to make its parts, as a timestamp of the clock.</summary>
    public long StartedAt { get; } = time.GetTimestamp();

    /// <summary>How long it took from then to the first committed answer.</summary>
    public FirstRecommendation FirstAnswer { get; } = new(time, time.GetTimestamp(), seconds => LogFirstAnswer(logger, seconds));

    /// <summary>From Kafka's timestamp of a click to the commit of its answer.</summary>
    public LatencyHistogram Latency { get; } = new();

    /// <summary>Whether next clicks were in last answers.</summary>
    public QualitySums Quality { get; } = new();

    /// <summary>Why records were rejected.</summary>
    public RejectedRules RejectedRules { get; } = new();

    /// <summary>Fields left out of events that count without them.</summary>
    public LeftOutCounts LeftOut { get; } = new();

    public TaskBoard Tasks => tasks;

    public NodeInstruments Instruments => instruments;

    public MiskeyedUserDetector? SplitUsers => splitUsers;

    [LoggerMessage(24, LogLevel.Information, "first answer committed {Seconds:F1} s after the start")]
    private static partial void LogFirstAnswer(ILogger logger, double seconds);
}
