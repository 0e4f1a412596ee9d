using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Statistics;

namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>A <see cref="PartTally"/> between nodes: exact integers.</summary>
/// <param name="Arm">Place of the arm.</param>
/// <param name="Version">The version by which the units were drawn.</param>
/// <param name="IsKnown">The stratum.</param>
/// <param name="Part">The day (since 1970, UTC), or the segment.</param>
/// <param name="Moments">As <see cref="UnitSums.Moments"/>.</param>
internal sealed record PartMessage(int Arm, int Version, bool IsKnown, int Part, IReadOnlyList<Int128> Moments)
{
    public static PartMessage Of(PartTally tally) => new(tally.Arm, tally.Version, tally.IsKnown, tally.Part, tally.Sums.Moments);

    public PartTally ToTally() => new(Arm, Version, IsKnown, Part, UnitSums.OfMoments(Moments));
}
