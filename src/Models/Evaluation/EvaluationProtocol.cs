namespace StreamReco.Models.Evaluation;

/// <summary>How examples are cut from data.</summary>
public enum EvaluationProtocol
{
    /// <summary>Train sessions, one a line; test examples <c>prefix TAB next item</c>, one a line.</summary>
    SessionExamples,

    /// <summary>
    /// Train and test as <c>SessionId ItemId Time</c>; each test click but the session's last is a query.
    /// </summary>
    Sessions,

    /// <summary>One user a line: the last item is the target, the rest trains; the history is no candidate.</summary>
    LeaveOneOut,
}
