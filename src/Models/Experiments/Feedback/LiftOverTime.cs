namespace StreamReco.Models.Experiments.Feedback;

/// <summary>An arm beside the control, of all units that saw their first list on a day or earlier.</summary>
/// <param name="Day">The day of event time, UTC.</param>
/// <param name="Arm">The arm's name.</param>
/// <param name="Figures">The metric that decides.</param>
public sealed record LiftOfDay(DateOnly Day, string Arm, LiftOfPart Figures);

/// <summary>How the lift of each arm came about, day by day: the last day says what the report says.</summary>
public static class LiftOverTime
{
    private static readonly DateOnly _start = new(1970, 1, 1);

    /// <summary>A point for each day and arm, by day.</summary>
    /// <param name="versions">All versions of the experiment, the first one first; at least one.</param>
    /// <param name="days">Of all shards together, see <see cref="DayTally.Merge"/>.</param>
    public static IReadOnlyList<LiftOfDay> Of(IReadOnlyList<ExperimentDefinition> versions, IReadOnlyList<PartTally> days)
    {
        var newest = versions[^1];
        var soFar = new List<PartTally>();
        var points = new List<LiftOfDay>();
        foreach (var day in days.GroupBy(tally => tally.Part).OrderBy(day => day.Key))
        {
            soFar.AddRange(day);
            for (var arm = 1; arm < newest.Experiment.Arms.Count; arm++)
            {
                points.Add(new LiftOfDay(
                    _start.AddDays(day.Key), newest.Experiment.Arms[arm].Name, LiftOfPart.Of(newest, arm, soFar, newest.Plan.Alpha)));
            }
        }

        return points;
    }
}
