using StreamReco.StreamHost.Sampling;
using StreamReco.StreamHost.Tasks;

namespace StreamReco.StreamHost.Http.Admin;

/// <summary>A node as it says itself.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Url">How it is reached.</param>
/// <param name="Address">HOST:PORT by which the cluster knows it; null before it is a member.</param>
/// <param name="Version">The program's version.</param>
/// <param name="Ready">Whether it is ready.</param>
/// <param name="Missing">What it lacks to be.</param>
/// <param name="Figures">Its figures; null before the first second.</param>
internal sealed record NodeAnswer(
    string Name, string Url, string? Address, string Version, bool Ready, IReadOnlyList<string> Missing, NodeFigures? Figures)
{
    /// <summary>What holds the flow up, and what others do to its groups; a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Id of the key by which it remembers erasures; null where it has none, and where an earlier version answers.</summary>
    public string? ErasureKeyId { get; init; }

    /// <summary>Mean rates a second over the last ten seconds; null before the first, and where an earlier version answers.</summary>
    public Tally? Lately { get; init; }
}

/// <summary>The cluster as one of its nodes sees it.</summary>
/// <param name="Pipeline">The consumer group.</param>
/// <param name="Clicks">The clicks topic.</param>
/// <param name="Partitions">Partitions of it; 0 while unknown.</param>
/// <param name="AskedNode">The node that put this together.</param>
/// <param name="Healthy">Every partition is held by a node that is ready.</param>
/// <param name="Lag">Records behind over all partitions; null where one is unknown.</param>
/// <param name="Members">The nodes.</param>
/// <param name="Shards">The partitions.</param>
internal sealed record ClusterAnswer(
    string Pipeline, string Clicks, int Partitions, string AskedNode, bool Healthy, long? Lag,
    IReadOnlyList<MemberAnswer> Members, IReadOnlyList<ShardAnswer> Shards)
{
    /// <summary>Why the cluster is not well, a sentence each with the node; empty while it is.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>What holds the flow up, a sentence each with the node.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A node.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Url">How it is reached.</param>
/// <param name="Phase">Where it stands; <c>unreachable</c> when it did not answer.</param>
/// <param name="Ready">Whether it is ready.</param>
/// <param name="Partitions">What it holds.</param>
/// <param name="ReadRate">Records a second over the last ten seconds.</param>
/// <param name="AnswerRate">Answers a second over the last ten seconds.</param>
/// <param name="LatencyP99Ms">Over the last second.</param>
/// <param name="Lag">Its records behind.</param>
/// <param name="Backpressure">The stage that holds it up.</param>
/// <param name="Model">Name and version.</param>
/// <param name="UptimeSeconds">Since its start.</param>
internal sealed record MemberAnswer(
    string Name, string Url, string Phase, bool Ready, IReadOnlyList<int> Partitions, double ReadRate, double AnswerRate,
    double LatencyP99Ms, long? Lag, string? Backpressure, string? Model, double UptimeSeconds)
{
    /// <summary>HOST:PORT in the cluster, as 'cluster show' lists it; null while it has none and where it does not answer.</summary>
    public string? Address { get; init; }
}

/// <summary>A partition.</summary>
/// <param name="Partition">Its number.</param>
/// <param name="Owner">The node that holds it; null where none does.</param>
/// <param name="State"><c>live</c>, <c>replaying</c> or <c>unowned</c>.</param>
/// <param name="Epoch">Of its lease.</param>
/// <param name="Committed">The committed offset.</param>
/// <param name="End">The end of the log.</param>
/// <param name="Lag">Between the two.</param>
/// <param name="Watermark">No earlier event is expected.</param>
/// <param name="UsersInMemory">Users resident.</param>
/// <param name="SnapshotOffset">The offset that the stored snapshot includes.</param>
/// <param name="SnapshotAgeSeconds">Since it was stored, by its owner's run.</param>
/// <param name="Paused">The consumer holds it back.</param>
internal sealed record ShardAnswer(
    int Partition, string? Owner, string State, long? Epoch, long? Committed, long? End, long? Lag,
    DateTimeOffset? Watermark, int? UsersInMemory, long? SnapshotOffset, double? SnapshotAgeSeconds, bool Paused);

/// <summary>Something that takes its time.</summary>
/// <param name="Node">Who does it: a node, or machine and process of a command.</param>
/// <param name="Kind">
/// Of nodes <c>waits</c> (for what is away), <c>model load</c>, <c>recovery</c>, <c>catch-up</c>, <c>snapshot</c>, <c>drain</c>; of commands <c>training</c>,
/// <c>tuning</c>, <c>replay</c>, <c>warm replay</c>,
/// <c>backup</c>.
/// </param>
/// <param name="Of">What it is about.</param>
/// <param name="Done">Work done.</param>
/// <param name="Total">Work in all, in the same unit; 0 while nobody knows.</param>
/// <param name="Unit">The unit.</param>
/// <param name="EtaSeconds">How long it still takes at the present rate; null when nobody knows.</param>
internal sealed record TaskAnswer(
    string Node, string Kind, string Of, double Done, double Total, string Unit, double? EtaSeconds)
{
    /// <summary>The step that it is in; empty where it has none.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Since it began; null when nobody measured.</summary>
    public double? RunningSeconds { get; init; }

    /// <summary>Since its last sign of life, once that is overdue: the process was killed, stopped or cut off; null while it lives.</summary>
    public double? SilentSeconds { get; init; }

    /// <summary>A task as its process says it.</summary>
    /// <param name="node">Who does it.</param>
    /// <param name="task">Where it stands.</param>
    /// <param name="now">The time.</param>
    public static TaskAnswer From(string node, TaskState task, DateTimeOffset now) => new(
        node, task.Kind, task.Of, task.Done, task.Total, task.Unit, task.EtaSeconds)
    {
        Detail = task.Detail,
        RunningSeconds = Math.Round(Math.Max(0, (now - task.StartedAt).TotalSeconds), 1),
    };
}
