using System.Text.Json.Serialization;

namespace StreamReco.StreamHost.Cluster.Control;

/// <summary>A request and how far it is.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Kind">One of <see cref="RequestKinds"/>.</param>
/// <param name="Arguments">What about.</param>
/// <param name="By">Who asked.</param>
/// <param name="At">When.</param>
/// <param name="Steps">What is done, in order.</param>
/// <param name="EndedAt">When it ended; null while it is open.</param>
/// <param name="Why">Why it was given up; null otherwise.</param>
internal sealed record ControlRequest(
    string Id, string Kind, IReadOnlyDictionary<string, string> Arguments, string By, DateTimeOffset At,
    IReadOnlyList<RequestStep> Steps, DateTimeOffset? EndedAt, string? Why)
{
    /// <summary>Whether it is still to be carried out.</summary>
    [JsonIgnore]
    public bool IsOpen => EndedAt is null;

    /// <summary><c>open</c>, <c>completed</c> or <c>failed</c>.</summary>
    [JsonIgnore]
    public string Outcome => IsOpen ? "open" : Why is null ? "completed" : "failed";

    /// <summary>What came of a step, or null while it is not done.</summary>
    public string? ResultOf(string step) => Steps.FirstOrDefault(done => done.Step == step)?.Result;

    /// <summary>A request that was just made.</summary>
    public static ControlRequest Of(RequestMade made) => new(made.Id, made.Kind, made.Arguments, made.By, made.At, [], null, null);
}

/// <summary>A step of a request that is done.</summary>
/// <param name="Step">The step.</param>
/// <param name="Result">What came of it.</param>
/// <param name="At">When.</param>
internal sealed record RequestStep(string Step, string Result, DateTimeOffset At);
