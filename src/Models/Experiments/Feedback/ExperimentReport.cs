using StreamReco.Models.Experiments.Numerics;
using StreamReco.Models.Experiments.Statistics;

namespace StreamReco.Models.Experiments.Feedback;

/// <summary>A metric of an arm beside the control.</summary>
/// <param name="Metric">Which.</param>
/// <param name="Control">The control's value.</param>
/// <param name="Value">The arm's.</param>
/// <param name="Lift">Their difference as a share of the control.</param>
/// <param name="Low">Lower end of the lift's interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="VarianceLeft">Variance that what units did before leaves unexplained, as a share.</param>
/// <param name="CorrectedP">
/// Of a secondary metric: its p value of one look, corrected for their number (Benjamini and Hochberg); null for the primary one.
/// </param>
public sealed record MetricFigures(
    ExperimentMetric Metric, double Control, double Value, double Lift, double Low, double High, double VarianceLeft,
    double? CorrectedP);

/// <summary>An arm, and from how many units its figures are.</summary>
/// <param name="Arm">Its name.</param>
/// <param name="Assigned">Units that were drawn.</param>
/// <param name="Served">Units that a list was made for.</param>
/// <param name="Exposed">Units that saw one.</param>
/// <param name="Clicked">Of them, units with a click that was credited.</param>
/// <param name="Bought">Of them, units with a purchase that was credited.</param>
/// <param name="Matured">Units that saw their first list longer ago than the window of the primary metric: its figures are theirs.</param>
/// <param name="Implicit">Credited actions that named no list.</param>
/// <param name="Metrics">Beside the control, the primary metric first; those with matured units; empty for the control.</param>
/// <param name="Verdict">On the primary metric; null for the control.</param>
public sealed record ArmFigures(
    string Arm, long Assigned, long Served, long Exposed, long Clicked, long Bought, long Matured, long Implicit,
    IReadOnlyList<MetricFigures> Metrics, Verdict? Verdict);

/// <summary>What an experiment says so far.</summary>
/// <param name="Definition">Its newest version.</param>
/// <param name="RatioP">
/// How likely the numbers of units that saw a list are under the shares of their versions; below <see cref="SampleRatio.Level"/>
/// no verdict is given.
/// </param>
/// <param name="DetectableLoss">The smallest loss of units in an arm that this would have shown, as a share.</param>
/// <param name="Arms">In the definition's order, the control first.</param>
public sealed record ExperimentReport(
    ExperimentDefinition Definition, double RatioP, double DetectableLoss, IReadOnlyList<ArmFigures> Arms)
{
    /// <summary>Judges an experiment.</summary>
    /// <param name="versions">All its versions, the first one first; at least one.</param>
    /// <param name="tallies">Of all shards together, see <see cref="FeedbackTally.Merge"/>.</param>
    /// <param name="preference">Of an experiment whose arms make lists together; its verdict is on that alone. Null for another.</param>
    public static ExperimentReport Of(
        IReadOnlyList<ExperimentDefinition> versions, IReadOnlyList<ArmTally> tallies, Preference? preference = null)
    {
        var newest = versions[^1];
        var ratioP = RatioOf(versions, tallies);
        var arms = new List<ArmFigures>();
        for (var arm = 0; arm < newest.Experiment.Arms.Count; arm++)
        {
            arms.Add(ArmOf(versions, tallies, arm, ratioP, preference));
        }

        return new ExperimentReport(newest, ratioP, SampleRatio.DetectableLoss(tallies.Sum(tally => tally.Exposed)), arms);
    }

    /// <summary>
    /// The smallest p value over phases, times their number (Bonferroni): weights that changed are no mismatch, so each phase is
    /// held against its own shares.
    /// </summary>
    internal static double RatioOf(IReadOnlyList<ExperimentDefinition> versions, IReadOnlyList<ArmTally> tallies)
    {
        var phases = tallies.Where(tally => tally.Exposed > 0).GroupBy(tally => tally.Version).ToArray();
        var lowest = 1.0;
        foreach (var phase in phases)
        {
            var definition = versions.First(version => version.Experiment.Version == phase.Key);
            var shares = definition.Experiment.Arms.Select(arm => arm.Share).ToArray();
            var units = new long[shares.Length];
            foreach (var tally in phase)
            {
                units[tally.Arm] += tally.Exposed;
            }

            var p = definition.Plan.Rule == StopRule.Fixed
                ? SampleRatio.PValue(units, shares) : Math.Exp(-SampleRatio.LogEvidence(units, shares));
            lowest = Math.Min(lowest, p * phases.Length);
        }

        return Math.Min(1, lowest);
    }

    /// <summary>Phases and strata in which both the control and an arm have matured units of a metric, in a fixed order.</summary>
    internal static (UnitSums Control, UnitSums Arm)[] Strata(IReadOnlyList<ArmTally> tallies, int arm, ExperimentMetric metric) =>
    [
        .. from control in tallies.Where(tally => tally.Arm == 0)
           join other in tallies.Where(tally => tally.Arm == arm)
               on (control.Version, control.IsKnown) equals (other.Version, other.IsKnown)
           where control.OfMatured[(int)metric].Units > 1 && other.OfMatured[(int)metric].Units > 1
           orderby control.Version, control.IsKnown
           select (control.OfMatured[(int)metric], other.OfMatured[(int)metric]),
    ];

    private static ArmFigures ArmOf(IReadOnlyList<ExperimentDefinition> versions, IReadOnlyList<ArmTally> tallies, int arm, double ratioP, Preference? preference)
    {
        var definition = versions[^1];
        var own = tallies.Where(tally => tally.Arm == arm).ToArray();
        var (metrics, verdict) = arm == 0 ? ([], null)
            : preference is not null ? ([], preference.Verdict) : Compare(versions, arm, ratioP, tallies);
        return new ArmFigures(
            definition.Experiment.Arms[arm].Name, own.Sum(tally => tally.Assigned), own.Sum(tally => tally.Served),
            own.Sum(tally => tally.Exposed), own.Sum(tally => tally.Clicked), own.Sum(tally => tally.Bought),
            own.Sum(tally => tally.OfMatured[(int)definition.Plan.Metric].Units),
            own.Sum(tally => tally.Implicit), metrics, verdict);
    }

    private static (IReadOnlyList<MetricFigures> Metrics, Verdict Verdict) Compare(
        IReadOnlyList<ExperimentDefinition> versions, int arm, double ratioP, IReadOnlyList<ArmTally> tallies)
    {
        var definition = versions[^1];
        var (plan, name) = (definition.Plan, definition.Experiment.Arms[arm].Name);
        if (Strata(tallies, arm, plan.Metric).Length == 0)
        {
            return ([], new Verdict(VerdictKind.NotEnough, $"{name}: not enough: no two matured units in an arm yet."));
        }

        var strata = ((ExperimentMetric[])[plan.Metric, .. ExperimentMetrics.All.Where(metric => metric != plan.Metric)])
            .Select(metric => (Metric: metric, Units: Strata(tallies, arm, metric))).Where(one => one.Units.Length > 0).ToArray();
        var metrics = strata.Select(one => one.Metric).ToArray();
        var comparisons = strata.Select(one => ArmComparer.Compare(
            [.. one.Units.Select(stratum => stratum.Control)], [.. one.Units.Select(stratum => stratum.Arm)], cuped: true)).ToArray();
        comparisons[0] = plan.Allocation is null ? comparisons[0] : AdaptiveAllocation.Compare(versions, tallies, arm);
        var multiplier = MultiplierOf(definition, comparisons[0].Units, plan.Alpha);
        var corrected = MultipleComparisons.BenjaminiHochberg([.. comparisons.Skip(1).Select(PValue)]);
        return (
            [.. metrics.Select((metric, i) => FiguresOf(metric, comparisons[i], multiplier, i == 0 ? null : corrected[i - 1]))],
            Verdict.Of(name, comparisons[0], multiplier, plan.Margin, ratioP));
    }

    /// <summary>Bonferroni over arms: an interval for each arm that holds together with the others.</summary>
    internal static double MultiplierOf(ExperimentDefinition definition, long units, double alpha) => StopBounds.Multiplier(
        definition.Plan.Rule, units, definition.Plan.PlannedUnits == 0 ? units : definition.Plan.PlannedUnits,
        alpha / (definition.Experiment.Arms.Count - 1));

    private static double PValue(ArmComparison comparison) =>
        double.IsFinite(comparison.Z) ? 2 * Normal.Above(Math.Abs(comparison.Z)) : 1;

    private static MetricFigures FiguresOf(
        ExperimentMetric metric, ArmComparison comparison, double multiplier, double? correctedP)
    {
        var (low, high) = comparison.LiftError <= 0 ? (double.NaN, double.NaN) : comparison.LiftInterval(multiplier);
        var scale = ExperimentMetrics.ScaleOf(metric);
        return new MetricFigures(
            metric, scale * comparison.Control.Value, scale * comparison.Treatment.Value, comparison.Lift, low, high, comparison.VarianceLeft,
            correctedP);
    }
}
