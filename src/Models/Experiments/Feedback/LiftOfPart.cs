using StreamReco.Models.Experiments.Statistics;

namespace StreamReco.Models.Experiments.Feedback;

/// <summary>An arm beside the control in a part of an experiment, by the metric that decides.</summary>
/// <param name="Units">Matured units of both arms.</param>
/// <param name="Lift">The difference as a share of the control; NaN where there is none yet.</param>
/// <param name="Low">Lower end of its interval; not finite before a rule of looks allows one.</param>
/// <param name="High">Upper end.</param>
public readonly record struct LiftOfPart(long Units, double Lift, double Low, double High)
{
    /// <summary>Compares stratum by stratum, as the report does.</summary>
    /// <param name="newest">The newest version.</param>
    /// <param name="arm">Place of the arm.</param>
    /// <param name="tallies">The units of the part.</param>
    /// <param name="alpha">Level of all arms together, two-sided.</param>
    public static LiftOfPart Of(ExperimentDefinition newest, int arm, IEnumerable<PartTally> tallies, double alpha)
    {
        var sums = tallies.GroupBy(tally => (tally.Version, tally.IsKnown, tally.Arm))
            .ToDictionary(same => same.Key, same => same.Aggregate(default(UnitSums), (sum, tally) => sum + tally.Sums));
        var strata = sums.Where(one => one.Key.Arm == 0 && one.Value.Units > 1).OrderBy(control => control.Key)
            .Select(control => (Control: control.Value, Arm: sums.GetValueOrDefault((control.Key.Version, control.Key.IsKnown, arm))))
            .Where(stratum => stratum.Arm.Units > 1).ToArray();
        if (strata.Length == 0)
        {
            return new LiftOfPart(0, double.NaN, double.NaN, double.NaN);
        }

        var compared = ArmComparer.Compare(
            [.. strata.Select(stratum => stratum.Control)], [.. strata.Select(stratum => stratum.Arm)], cuped: true);
        var (low, high) = compared.LiftInterval(ExperimentReport.MultiplierOf(newest, compared.Units, alpha));
        return new LiftOfPart(compared.Units, compared.Lift, low, high);
    }
}
