namespace StreamReco.Rig.Faults;

/// <summary>What a node said of itself and the cluster at a moment.</summary>
/// <param name="Health"><c>/health/ready</c>: its status, and each condition that does not hold.</param>
/// <param name="Status">What <c>cluster status</c> shows: well, or each problem.</param>
/// <param name="Dashboard"><c>/v1/cluster</c>, which the dashboard draws: members that are up and partitions that are live.</param>
internal sealed record SaidWord(string Health, string Status, string Dashboard)
{
    /// <summary>A node that does not run, or does not answer in time.</summary>
    public static SaidWord Nothing { get; } = new("no answer", "no answer", "no answer");
}

/// <summary>A word that differs from the one before.</summary>
/// <param name="At">Seconds since the fault began.</param>
/// <param name="Node">The node's number.</param>
/// <param name="Word">What it said.</param>
internal sealed record SaidChange(double At, int Node, SaidWord Word);
