using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Statistics;

namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>An <see cref="ArmTally"/> between nodes: exact integers.</summary>
/// <param name="Experiment">The experiment's id.</param>
/// <param name="Arm">Place of the arm.</param>
/// <param name="Version">The version by which the units were drawn.</param>
/// <param name="IsKnown">The stratum.</param>
/// <param name="Counts">Assigned, served, exposed, matured, implicit, clicked, bought; a node of an earlier version ends after implicit.</param>
/// <param name="All">By metric, the moments of <see cref="UnitSums.Moments"/>.</param>
/// <param name="OfMatured">The same over matured units.</param>
internal sealed record TallyMessage(
    string Experiment, int Arm, int Version, bool IsKnown, IReadOnlyList<long> Counts,
    IReadOnlyList<IReadOnlyList<Int128>> All, IReadOnlyList<IReadOnlyList<Int128>> OfMatured)
{
    private const int Clicked = 5;
    private const int Bought = 6;

    public static TallyMessage Of(ArmTally tally) => new(
        tally.Experiment, tally.Arm, tally.Version, tally.IsKnown,
        [tally.Assigned, tally.Served, tally.Exposed, tally.Matured, tally.Implicit, tally.Clicked, tally.Bought],
        [.. tally.All.Select(sums => sums.Moments)], [.. tally.OfMatured.Select(sums => sums.Moments)]);

    public ArmTally ToTally() => new(Experiment, Arm, Version, IsKnown)
    {
        Assigned = Counts[0],
        Served = Counts[1],
        Exposed = Counts[2],
        Matured = Counts[3],
        Implicit = Counts[4],
        Clicked = Counts.ElementAtOrDefault(Clicked),
        Bought = Counts.ElementAtOrDefault(Bought),
        All = [.. All.Select(UnitSums.OfMoments)],
        OfMatured = [.. OfMatured.Select(UnitSums.OfMoments)],
    };
}
