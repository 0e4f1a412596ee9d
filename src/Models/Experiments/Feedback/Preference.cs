using System.Globalization;
using StreamReco.Models.Experiments.Statistics;

namespace StreamReco.Models.Experiments.Feedback;

/// <summary>Which of two interleaved rankings people click.</summary>
/// <param name="Units">Matured units that saw a list.</param>
/// <param name="Value">Clicks on items of the second arm less those on items of the first, by list that was seen; NaN where there is none.</param>
/// <param name="Low">Lower end of its interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Verdict">Better: the second arm is preferred; worse: the first is.</param>
public sealed record Preference(long Units, double Value, double Low, double High, Verdict Verdict)
{
    /// <summary>The units of an experiment in a shard: clicks on items of the second team less those on the first, over lists seen.</summary>
    /// <param name="ledger">The shard's.</param>
    /// <param name="experiment">The experiment's id.</param>
    /// <param name="nowMs">The shard's watermark, event time, Unix ms.</param>
    public static IReadOnlyList<PartTally> TallyOf(FeedbackLedger ledger, string experiment, long nowMs) => PartTally.OfTotals(
        ledger, experiment, FeedbackAction.Click, nowMs, _ => 0,
        unit => new UnitTotals(unit.SecondTeamClicks - unit.FirstTeamClicks, unit.Exposed, 0));

    /// <summary>
    /// Judges the preference: the mean over units by the delta method, beside 0, by the rule of looks of the plan. Both rankings are in
    /// every list, so that units, and not arms, are compared with themselves: a fraction of an A/B test's users is enough. It says nothing
    /// of revenue.
    /// </summary>
    /// <param name="newest">The newest version.</param>
    /// <param name="tallies">Of all shards together, see <see cref="TallyOf"/>.</param>
    public static Preference Of(ExperimentDefinition newest, IEnumerable<PartTally> tallies)
    {
        var sums = tallies.Aggregate(default(UnitSums), (sum, tally) => sum + tally.Sums);
        var (first, second) = (newest.Experiment.Arms[0].Name, newest.Experiment.Arms[1].Name);
        if (sums.Units < 2)
        {
            return new Preference(sums.Units, double.NaN, double.NaN, double.NaN, new Verdict(
                VerdictKind.NotEnough, $"{second}: not enough: no two matured units yet."));
        }

        var estimate = ArmComparer.Compare(sums, sums).Control;
        var plan = newest.Plan;
        var planned = plan.PlannedUnits == 0 ? sums.Units : plan.PlannedUnits;
        var half = StopBounds.Multiplier(plan.Rule, sums.Units, planned, plan.Alpha) * estimate.Error;
        var (low, high) = (estimate.Value - half, estimate.Value + half);
        return new Preference(sums.Units, estimate.Value, low, high, Judge(first, second, plan.Margin, estimate, low, high));
    }

    private static Verdict Judge(string first, string second, double margin, in ArmEstimate estimate, double low, double high)
    {
        var figures = string.Create(
            CultureInfo.InvariantCulture, $"{estimate.Value:+0.0000;-0.0000} clicks a list, interval {low:+0.0000;-0.0000} to {high:+0.0000;-0.0000}");
        return !(estimate.Error > 0) ? new Verdict(
                VerdictKind.NotEnough, $"{second}: cannot be judged yet: no item of either team was clicked, or all units did the same.")
            : low > 0 ? new Verdict(VerdictKind.Better, $"{second}: preferred to {first} ({figures}).")
            : high < 0 ? new Verdict(VerdictKind.Worse, $"{second}: {first} is preferred to it ({figures}).")
            : low > -margin && high < margin ? new Verdict(
                VerdictKind.NoDifference, string.Create(CultureInfo.InvariantCulture, $"{second}: no preference larger than {margin:0.0000} clicks a list ({figures})."))
            : new Verdict(VerdictKind.NotEnough, $"{second}: not enough units yet ({figures}).");
    }
}
