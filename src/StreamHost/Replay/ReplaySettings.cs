using StreamReco.Models.Artifacts;
using StreamReco.StreamHost.Kafka.Spans;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Replay;

/// <summary>What a replay was asked for.</summary>
/// <param name="Name">Its name; the group is <c>replay-NAME</c>.</param>
/// <param name="Options">All settings, with the replay's group, topics and state in their places.</param>
/// <param name="From">Where the span begins, as text and as a bound.</param>
/// <param name="To">Where it ends.</param>
/// <param name="WritesRejected">Whether rejected records are let out.</param>
/// <param name="Users">The users whose answers are let out; null for all.</param>
/// <param name="Model">The model that answers.</param>
internal sealed record ReplaySettings(
    string Name, StreamRecoOptions Options, NamedBound From, NamedBound To, bool WritesRejected, UserList? Users,
    ModelArtifact Model)
{
    /// <summary>Whether the state alone is wanted: nothing is let out, and the group is the one that goes on from it.</summary>
    public bool IsWarm { get; init; }

    /// <summary>A group that answers until it is stopped: its committed offsets end the span. Null for a fixed end.</summary>
    public string? After { get; init; }

    /// <summary>The state database of that group, where its nodes give their signs of life.</summary>
    public string AfterState { get; init; } = "";

    /// <summary>The consumer group of a replay that writes answers.</summary>
    public static string GroupOf(string name) => $"replay-{name}";

    /// <summary>The plan of these settings over these spans.</summary>
    public ReplayPlan Plan(IReadOnlyList<PartitionSpan> spans) => new()
    {
        Name = Name,
        Clicks = Options.Kafka.Clicks,
        From = From.Text,
        To = After is null ? To.Text : $"where group {After} ends",
        Output = IsWarm ? $"the state of group {Options.Kafka.Group}" : Options.Kafka.Recommendations,
        RejectedOutput = WritesRejected ? Options.Kafka.Rejected : null,
        Model = $"{Model.Manifest.Name} {Model.Manifest.Version}",
        Users = Users?.Hash,
        Partitions = spans,
    };
}

/// <summary>A bound of a span, and how the person wrote it.</summary>
internal sealed record NamedBound(string Text, SpanBound Bound);
