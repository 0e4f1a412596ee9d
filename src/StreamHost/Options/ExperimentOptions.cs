namespace StreamReco.StreamHost.Options;

/// <summary>What nodes do about experiments by themselves.</summary>
public sealed class ExperimentOptions
{
    /// <summary>
    /// Time between two looks at the guardrails of running experiments, ms; 0 for none. A minute: harm takes hundreds of users to
    /// show, and a look asks the owner of every partition.
    /// </summary>
    public int LookMs { get; set; } = 60_000;

    /// <summary>
    /// Time between two refreshes of the segments of users, minutes; 0 for none but those that somebody asks for. None before the first
    /// of somebody, which says how many segments there are.
    /// </summary>
    public int SegmentsEveryMinutes { get; set; }
}
