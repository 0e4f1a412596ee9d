using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Bandits;
using StreamReco.Models.Experiments.Statistics;

namespace StreamReco.Models.Experiments.Feedback;

/// <summary>Shares that follow the success of arms, and arms compared after such shares.</summary>
public static class AdaptiveAllocation
{
    /// <summary>A change of no share by this much is not worth a version.</summary>
    private const double ChangeMin = 0.02;

    /// <summary>The next version of an experiment with an allocation.</summary>
    /// <param name="versions">All its versions, the first one first; at least one, the newest with an allocation.</param>
    /// <param name="tallies">Of all shards together, see <see cref="FeedbackTally.Merge"/>.</param>
    /// <returns>Null while an arm has too few matured units, and where the shares stay much as they are.</returns>
    public static ExperimentDefinition? Next(IReadOnlyList<ExperimentDefinition> versions, IReadOnlyList<ArmTally> tallies)
    {
        var newest = versions[^1];
        var arms = newest.Experiment.Arms;
        var sums = arms.Select((_, arm) => Of(tallies, newest.Plan.Metric, arm)).ToArray();
        if (versions.Count >= Allocation.VersionsMax || sums.Any(sum => sum.Units < Allocation.UnitsMin))
        {
            return null;
        }

        var shares = Shares(newest.Plan, sums);
        var whole = arms.Sum(arm => arm.Share);
        return arms.Select((arm, i) => Math.Abs((arm.Share / whole) - shares[i])).Max() < ChangeMin ? null : newest with
        {
            Experiment = newest.Experiment with { Version = newest.Experiment.Version + 1, Arms = Divide(arms, shares) },
        };
    }

    /// <summary>An arm beside the control by unit, each by adaptively weighted means over the versions that drew its units.</summary>
    /// <inheritdoc cref="Next" path="/param"/>
    /// <param name="versions">All versions, the first one first.</param>
    /// <param name="tallies">Of all shards together.</param>
    /// <param name="arm">Place of the arm.</param>
    public static ArmComparison Compare(IReadOnlyList<ExperimentDefinition> versions, IReadOnlyList<ArmTally> tallies, int arm)
    {
        var metric = versions[^1].Plan.Metric;
        var (control, treatment) = (MeanOf(versions, tallies, metric, 0), MeanOf(versions, tallies, metric, arm));
        var units = Of(tallies, metric, 0).Units + Of(tallies, metric, arm).Units;
        return new ArmComparison(control, treatment, units, 0, 1);
    }

    private static ArmEstimate MeanOf(
        IReadOnlyList<ExperimentDefinition> versions, IReadOnlyList<ArmTally> tallies, ExperimentMetric metric, int arm)
    {
        var mean = new AdaptiveMean();
        foreach (var version in versions)
        {
            var (arms, drawn) = (version.Experiment.Arms, tallies.Where(tally => tally.Version == version.Experiment.Version).ToArray());
            var all = drawn.Sum(tally => tally.OfMatured[(int)metric].Units);
            if (arm < arms.Count && arms[arm].Share > 0 && all > 0)
            {
                var own = Of(drawn, metric, arm);
                mean.AddBatch(arms[arm].Share / arms.Sum(one => one.Share), all, own.Units, (double)own.K, (double)own.KK);
            }
        }

        return new ArmEstimate(mean.Value, mean.Error * mean.Error);
    }

    private static double[] Shares(ExperimentPlan plan, UnitSums[] sums)
    {
        if (plan.Metric == ExperimentMetric.Conversion)
        {
            return BestArmShares.OfRates([.. sums.Select(sum => (long)sum.K)], [.. sums.Select(sum => sum.Units)], plan.Allocation!.Floor);
        }

        var estimates = sums.Select(sum => ArmComparer.Compare(sum, sum).Control).ToArray();
        return estimates.Any(estimate => !(estimate.Error > 0)) ? [.. sums.Select(_ => 1.0 / sums.Length)]
            : BestArmShares.OfMeans([.. estimates.Select(one => one.Value)], [.. estimates.Select(one => one.Error)], plan.Allocation!.Floor);
    }

    /// <summary>As many millionths as before, divided anew from the first on.</summary>
    private static ExperimentArm[] Divide(IReadOnlyList<ExperimentArm> arms, double[] shares)
    {
        var whole = arms.Sum(arm => arm.Ranges.Sum(range => range.To - range.From));
        var (from, sum) = (0, 0.0);
        var divided = new ExperimentArm[arms.Count];
        for (var i = 0; i < divided.Length; i++)
        {
            sum += shares[i];
            var to = i == divided.Length - 1 ? whole : Math.Clamp((int)Math.Round(whole * sum), from + 1, whole - (divided.Length - 1 - i));
            divided[i] = arms[i] with { Ranges = [new ShareRange(from, to)] };
            from = to;
        }

        return divided;
    }

    private static UnitSums Of(IEnumerable<ArmTally> tallies, ExperimentMetric metric, int arm) =>
        tallies.Where(tally => tally.Arm == arm).Aggregate(default(UnitSums), (sum, tally) => sum + tally.OfMatured[(int)metric]);
}
