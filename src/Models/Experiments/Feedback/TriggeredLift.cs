namespace StreamReco.Models.Experiments.Feedback;

/// <summary>
/// An arm beside the control among the units that could tell them apart: those that saw a list which another arm would have made
/// otherwise. Both lists are made for the units of a share of the plan, in every arm alike, so that who counts does not depend on the arm.
/// </summary>
/// <param name="Arm">The arm's name.</param>
/// <param name="Same">Matured units of both arms whose lists were the same in every arm: no effect of the arm can be theirs.</param>
/// <param name="Figures">Of the others.</param>
public sealed record TriggeredLift(string Arm, long Same, LiftOfPart Figures)
{
    private const int Differed = 1;

    /// <summary>The compared units of an experiment in a shard: part 1 for those that saw a list that differs, else 0.</summary>
    /// <inheritdoc cref="PartTally.Of"/>
    public static IReadOnlyList<PartTally> TallyOf(FeedbackLedger ledger, string experiment, ExperimentMetric metric, long nowMs) =>
        PartTally.Of(ledger, experiment, metric, nowMs, unit => unit.Differed ? Differed : unit.IsCompared ? 0 : null);

    /// <summary>A line for each arm but the control; none where no lists of other arms were made.</summary>
    /// <param name="newest">The newest version.</param>
    /// <param name="tallies">Of all shards together.</param>
    public static IReadOnlyList<TriggeredLift> Of(ExperimentDefinition newest, IReadOnlyList<PartTally> tallies) => tallies.Count == 0 ? [] :
    [
        .. from arm in Enumerable.Range(1, newest.Experiment.Arms.Count - 1)
           select new TriggeredLift(
               newest.Experiment.Arms[arm].Name,
               tallies.Where(tally => tally.Part != Differed && (tally.Arm == 0 || tally.Arm == arm)).Sum(tally => tally.Sums.Units),
               LiftOfPart.Of(newest, arm, tallies.Where(tally => tally.Part == Differed), newest.Plan.Alpha)),
    ];
}
