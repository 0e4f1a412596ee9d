using StreamReco.Models.Experiments.Statistics;

namespace StreamReco.Models.Experiments.Feedback;

/// <summary>An arm beside the control, of all units that saw their first list on a day or earlier.</summary>
/// <param name="Day">The day of event time, UTC.</param>
/// <param name="Arm">The arm's name.</param>
/// <param name="Units">Matured units of both arms.</param>
/// <param name="Lift">The difference of the metric that decides, as a share of the control; NaN where there is none yet.</param>
/// <param name="Low">Lower end of its interval; not finite before a rule of looks allows one.</param>
/// <param name="High">Upper end.</param>
public sealed record LiftOfDay(DateOnly Day, string Arm, long Units, double Lift, double Low, double High);

/// <summary>How the lift of each arm came about, day by day: the last day says what the report says.</summary>
public static class LiftOverTime
{
    private static readonly DateOnly _start = new(1970, 1, 1);

    /// <summary>A point for each day and arm, by day.</summary>
    /// <param name="versions">All versions of the experiment, the first one first; at least one.</param>
    /// <param name="days">Of all shards together, see <see cref="DayTally.Merge"/>.</param>
    public static IReadOnlyList<LiftOfDay> Of(IReadOnlyList<ExperimentDefinition> versions, IReadOnlyList<DayTally> days)
    {
        var newest = versions[^1];
        var sums = new SortedDictionary<(int Version, bool IsKnown, int Arm), UnitSums>();
        var points = new List<LiftOfDay>();
        foreach (var day in days.GroupBy(tally => tally.Day).OrderBy(day => day.Key))
        {
            foreach (var tally in day)
            {
                var key = (tally.Version, tally.IsKnown, tally.Arm);
                sums[key] = sums.GetValueOrDefault(key) + tally.Sums;
            }

            for (var arm = 1; arm < newest.Experiment.Arms.Count; arm++)
            {
                points.Add(PointOf(newest, _start.AddDays(day.Key), arm, sums));
            }
        }

        return points;
    }

    private static LiftOfDay PointOf(
        ExperimentDefinition newest, DateOnly day, int arm, SortedDictionary<(int Version, bool IsKnown, int Arm), UnitSums> sums)
    {
        var name = newest.Experiment.Arms[arm].Name;
        var strata = sums.Where(one => one.Key.Arm == 0 && one.Value.Units > 1)
            .Select(control => (Control: control.Value, Arm: sums.GetValueOrDefault((control.Key.Version, control.Key.IsKnown, arm))))
            .Where(stratum => stratum.Arm.Units > 1).ToArray();
        if (strata.Length == 0)
        {
            return new LiftOfDay(day, name, 0, double.NaN, double.NaN, double.NaN);
        }

        var compared = ArmComparer.Compare(
            [.. strata.Select(stratum => stratum.Control)], [.. strata.Select(stratum => stratum.Arm)], cuped: true);
        var (low, high) = compared.LiftInterval(ExperimentReport.MultiplierOf(newest, compared.Units));
        return new LiftOfDay(day, name, compared.Units, compared.Lift, low, high);
    }
}
