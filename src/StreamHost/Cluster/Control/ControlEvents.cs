namespace StreamReco.StreamHost.Cluster.Control;

/// <summary>What has happened to a request. Kept for good in the journal: a field is never given another meaning.</summary>
internal interface IControlEvent
{
    /// <summary>The request.</summary>
    string Id { get; }

    /// <summary>When it happened, by the clock of the node that wrote it down.</summary>
    DateTimeOffset At { get; }
}

/// <summary>Somebody asked for something; from here on it is carried out, whichever node dies.</summary>
/// <param name="Id">Chosen by the caller, so that asking again does not begin a second one.</param>
/// <param name="Kind">One of <see cref="RequestKinds"/>.</param>
/// <param name="Arguments">What about, by name; nothing secret and no user's id.</param>
/// <param name="By">Who asked, by their own word.</param>
/// <param name="At">When.</param>
internal sealed record RequestMade(
    string Id, string Kind, IReadOnlyDictionary<string, string> Arguments, string By, DateTimeOffset At) : IControlEvent;

/// <summary>A step is done; it is not done again.</summary>
/// <param name="Id">The request.</param>
/// <param name="Step">The step, for instance <c>partition 3</c>.</param>
/// <param name="Result">What came of it, for instance an offset.</param>
/// <param name="At">When.</param>
internal sealed record StepDone(string Id, string Step, string Result, DateTimeOffset At) : IControlEvent;

/// <summary>All steps are done.</summary>
internal sealed record RequestCompleted(string Id, DateTimeOffset At) : IControlEvent;

/// <summary>The request was given up; steps that were done stay done.</summary>
/// <param name="Id">The request.</param>
/// <param name="Why">The reason, for people.</param>
/// <param name="At">When.</param>
internal sealed record RequestFailed(string Id, string Why, DateTimeOffset At) : IControlEvent;

/// <summary>The requests at one place of the journal: where recovery begins.</summary>
/// <param name="Requests">Open ones, and the newest of those that ended, in the order in which they were made.</param>
internal sealed record ControlState(IReadOnlyList<ControlRequest> Requests);
