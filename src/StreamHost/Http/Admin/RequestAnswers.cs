using StreamReco.StreamHost.Cluster.Control;

namespace StreamReco.StreamHost.Http.Admin;

/// <summary>A request of the control plane.</summary>
/// <param name="Id">Names it.</param>
/// <param name="At">When it was made.</param>
/// <param name="By">Who made it, by their own word.</param>
/// <param name="Kind">
/// <c>activate-model</c>, <c>rollback-model</c>, <c>drain-node</c>, <c>resume-node</c>, <c>erase-user</c>,
/// <c>start-experiment</c>, <c>stop-experiment</c>, <c>remove-experiment</c>, <c>refresh-segments</c>, <c>apply-quality-rules</c>, <c>apply-consent</c>, <c>apply-bots</c>, <c>decide-bot</c>,
/// <c>apply-identity</c>, <c>link-identity</c>, <c>unlink-identity</c>, <c>replay</c>.
/// </param>
/// <param name="Arguments">What about, by name.</param>
/// <param name="Outcome"><c>open</c>, <c>completed</c> or <c>failed</c>.</param>
/// <param name="Why">Why it failed; null otherwise.</param>
/// <param name="EndedAt">When it ended; null while it is open.</param>
/// <param name="Steps">What is done, in order.</param>
internal sealed record RequestAnswer(
    string Id, DateTimeOffset At, string By, string Kind, IReadOnlyDictionary<string, string> Arguments, string Outcome,
    string? Why, DateTimeOffset? EndedAt, IReadOnlyList<RequestStep> Steps)
{
    /// <summary>A request as the journal has it.</summary>
    public static RequestAnswer Of(ControlRequest request) => new(
        request.Id, request.At, request.By, request.Kind, request.Arguments, request.Outcome, request.Why, request.EndedAt,
        request.Steps);
}

/// <summary>Whom to erase.</summary>
/// <param name="UserId">The user's id, in clear.</param>
internal sealed record ErasureBody(string? UserId);

/// <summary>A replay that begins.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Clicks">The topic that it reads.</param>
/// <param name="From">Where it begins.</param>
/// <param name="To">Where it ends.</param>
/// <param name="Output">The topic that it writes.</param>
internal sealed record ReplayBody(string? Name, string? Clicks, string? From, string? To, string? Output);

/// <summary>How a replay ended.</summary>
/// <param name="Why">Why it failed; null when everything is committed.</param>
internal sealed record ReplayEndBody(string? Why);
