using StreamReco.StreamHost.Kafka.Spans;

namespace StreamReco.StreamHost.Replay;

/// <summary>
/// What a replay is, fixed when it begins: a resumed one goes on with the same offsets, whatever <c>end</c> means by
/// then. Kept as <c>replay.json</c> in its folder.
/// </summary>
internal sealed record ReplayPlan
{
    public required string Name { get; init; }

    public required string Clicks { get; init; }

    /// <summary><c>--from</c> as it was given.</summary>
    public required string From { get; init; }

    /// <summary><c>--to</c> as it was given.</summary>
    public required string To { get; init; }

    public required string Output { get; init; }

    /// <summary>Topic of the rejected records; null lets none out.</summary>
    public required string? RejectedOutput { get; init; }

    /// <summary>The model's name and version.</summary>
    public required string Model { get; init; }

    /// <summary>A hash of the users whose answers are let out; null lets out those of all.</summary>
    public required string? Users { get; init; }

    /// <summary>The span of every partition, offsets.</summary>
    public required IReadOnlyList<PartitionSpan> Partitions { get; init; }

    /// <summary>The first thing in which a resumed replay differs from what it began as.</summary>
    /// <returns>A sentence's beginning such as <c>--to was 'end' and is '100'</c>, or null.</returns>
    public string? DifferenceFrom(ReplayPlan now) =>
        Difference("--clicks", Clicks, now.Clicks)
        ?? Difference("--from", From, now.From)
        ?? Difference("--to", To, now.To)
        ?? Difference("--output", Output, now.Output)
        ?? Difference("--rejected-output", RejectedOutput, now.RejectedOutput)
        ?? Difference("--model", Model, now.Model)
        ?? Difference("--users", Users, now.Users);

    private static string? Difference(string option, string? then, string? now) =>
        string.Equals(then, now, StringComparison.Ordinal) ? null
        : $"{option} was {Quote(then)} and is {Quote(now)}";

    private static string Quote(string? text) => text is null ? "not given" : $"'{text}'";
}
