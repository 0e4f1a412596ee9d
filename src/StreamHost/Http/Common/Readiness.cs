using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Node;

namespace StreamReco.StreamHost.Http.Common;

/// <summary>What readiness is judged by.</summary>
/// <param name="Model">Name, version and provider of the model that is loaded and warm; null while it is being loaded.</param>
/// <param name="MemberStatus">The node's status in the cluster, for instance <c>up</c>; null where it is no member.</param>
/// <param name="Address">HOST:PORT of the node in the cluster; null before it listens.</param>
/// <param name="Phase">Where the node stands in its life.</param>
/// <param name="Partitions">The partitions whose owner is at the node.</param>
/// <param name="Replaying">Those that rebuild their state in silence, each with the records to go.</param>
/// <param name="Lag">Records behind the ends of its partitions; null while unknown.</param>
/// <param name="LagMax">The bound: <c>Http:ReadyLagRecordsMax</c>.</param>
internal sealed record ReadinessFacts(
    string? Model, string? MemberStatus, string? Address, NodePhase Phase, IReadOnlyDictionary<int, PartitionPhase> Partitions,
    IReadOnlyList<(int Partition, long Left)> Replaying, long? Lag, long LagMax)
{
    /// <summary>Partitions whose commit has been under way for longer than a request may take, each with how long.</summary>
    public IReadOnlyList<(int Partition, TimeSpan UnderWay)> LongCommits { get; init; } = [];

    /// <summary>Why the state database is away; null while it answers.</summary>
    public string? DatabaseAway { get; init; }

    /// <summary>Why the brokers are away; null while they answer.</summary>
    public string? BrokerAway { get; init; }

    /// <summary>The topics that are not there, each as a sentence.</summary>
    public IReadOnlyList<string> MissingTopics { get; init; } = [];
}

/// <summary>One condition of being ready.</summary>
/// <param name="Name">One of <see cref="Readiness.Names"/>.</param>
/// <param name="Ok">Whether it holds.</param>
/// <param name="Detail">What is so, or what is missing; sentences.</param>
internal sealed record ReadinessCheck(string Name, bool Ok, string Detail);

/// <summary>
/// Judges whether a node is ready: its model is warm, it is a member that is up, its partitions are live, it keeps up, and what
/// it depends on is there.
/// </summary>
internal static class Readiness
{
    private const string LagSetting = "Http:ReadyLagRecordsMax";

    /// <summary>The names of the conditions, in their order.</summary>
    public static IReadOnlyList<string> Names { get; } = ["model", "member", "partitions", "lag", "database", "broker", "topics"];

    /// <summary>Every condition, in the order in which a node comes to fulfil them.</summary>
    public static IReadOnlyList<ReadinessCheck> Of(ReadinessFacts facts) =>
        [
            OfModel(facts), OfMember(facts), OfPartitions(facts), OfLag(facts),
            OfDependency("database", facts.DatabaseAway, facts.Model is null ? "Not asked yet." : "The state database answers."),
            OfDependency("broker", facts.BrokerAway, facts.Model is null ? "Not asked yet." : "The brokers answer."),
            OfDependency(
                "topics", facts.MissingTopics.Count == 0 ? null : string.Join(' ', facts.MissingTopics),
                facts.Model is null ? "Not asked yet." : "Every topic is there."),
        ];

    private static ReadinessCheck OfDependency(string name, string? fault, string fine) => new(name, fault is null, fault ?? fine);

    private static ReadinessCheck OfModel(ReadinessFacts facts) => facts.Model is { } model
        ? new ReadinessCheck("model", true, $"{model} is warm.")
        : new ReadinessCheck("model", false, "The model, the database and the catalog are being loaded.");

    private static ReadinessCheck OfMember(ReadinessFacts facts) => facts switch
    {
        { Phase: NodePhase.Stopping } => new ReadinessCheck("member", false, "The node is stopping."),
        { MemberStatus: "up" } => new ReadinessCheck("member", true, $"{facts.Address} is up."),
        { MemberStatus: { } status } => new ReadinessCheck(
            "member", false, $"The node ({facts.Address}) is {status} in its cluster; it must be up."),
        _ => new ReadinessCheck("member", false, "The node is not a member of its cluster yet."),
    };

    private static ReadinessCheck OfPartitions(ReadinessFacts facts)
    {
        string[] faults =
        [
            .. facts.Phase is NodePhase.Draining or NodePhase.Drained
                ? new[] { "The node is drained; 'cluster resume' calls it back." } : [],
            .. facts.Phase is NodePhase.Starting or NodePhase.Joining
                ? new[] { "The cluster has not given this node its partitions yet." } : [],
            .. facts.Partitions.Where(one => one.Value != PartitionPhase.Live).OrderBy(one => one.Key)
                .Select(one => $"Partition {one.Key} is {Says(one.Value)}."),
            .. facts.Replaying.Select(one => $"Partition {one.Partition} replays its log: {one.Left} records to go."),
            .. facts.LongCommits.Select(one => $"Partition {one.Partition} has waited {one.UnderWay.TotalSeconds:0} s for Kafka to take a commit."),
        ];
        return faults.Length > 0 ? new ReadinessCheck("partitions", false, string.Join(' ', faults))
            : new ReadinessCheck("partitions", true, facts.Partitions.Count == 0
                ? "The node has none; other members own them." : $"All of its {facts.Partitions.Count} are live.");
    }

    private static ReadinessCheck OfLag(ReadinessFacts facts) => facts.Lag switch
    {
        null => new ReadinessCheck(
            "lag", false, $"The lag is not known, because the brokers have not said where the clicks end; {LagSetting} is {facts.LagMax}."),
        { } lag => new ReadinessCheck("lag", lag <= facts.LagMax, $"The lag is {lag} records; {LagSetting} is {facts.LagMax}."),
    };

    private static string Says(PartitionPhase phase) => phase switch
    {
        PartitionPhase.Opening => "being opened",
        PartitionPhase.Draining => "being drained",
        _ => "opened again after a failure",
    };
}
