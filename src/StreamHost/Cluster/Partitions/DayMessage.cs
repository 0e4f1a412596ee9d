using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Statistics;

namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>A <see cref="DayTally"/> between nodes: exact integers.</summary>
/// <param name="Arm">Place of the arm.</param>
/// <param name="Version">The version by which the units were drawn.</param>
/// <param name="IsKnown">The stratum.</param>
/// <param name="Day">Days since 1970 of event time, UTC.</param>
/// <param name="Moments">As <see cref="UnitSums.Moments"/>.</param>
internal sealed record DayMessage(int Arm, int Version, bool IsKnown, int Day, IReadOnlyList<Int128> Moments)
{
    public static DayMessage Of(DayTally day) => new(day.Arm, day.Version, day.IsKnown, day.Day, day.Sums.Moments);

    public DayTally ToTally() => new(Arm, Version, IsKnown, Day, UnitSums.OfMoments(Moments));
}
