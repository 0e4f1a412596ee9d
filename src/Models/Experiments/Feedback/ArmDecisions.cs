using StreamReco.Models.Experiments.OffPolicy;
using StreamReco.Models.Experiments.Statistics;

namespace StreamReco.Models.Experiments.Feedback;

/// <summary>
/// An experiment as the log of a policy: the decision is the arm that a unit was drawn into, its propensity the share of the arm in the
/// version that drew it, its reward the metric. The place of a decision is the unit's segment, so that a policy may choose by segment.
/// </summary>
/// <param name="Log">The decisions of matured units; a unit that saw several lists has one for each, with the mean reward of a list.</param>
/// <param name="Segments">The segment of each position of the log; null for units of no segment.</param>
public sealed record ArmDecisions(DecisionLog Log, IReadOnlyList<int?> Segments)
{
    /// <summary>The decisions of an experiment.</summary>
    /// <param name="versions">All its versions, the first one first; at least one.</param>
    /// <param name="metric">The metric that rewards.</param>
    /// <param name="shards">The ledger of each shard, and its watermark in Unix ms, by which units mature.</param>
    public static ArmDecisions Of(
        IReadOnlyList<ExperimentDefinition> versions, ExperimentMetric metric, IEnumerable<(FeedbackLedger Ledger, long NowMs)> shards)
    {
        var id = versions[^1].Experiment.Id;
        var units = shards.SelectMany(shard => Matured(shard.Ledger, shard.NowMs, id, metric)).ToArray();
        int?[] segments = [.. units.Select(unit => unit.Enrolment.Segment).Distinct().Order()];
        var scale = ExperimentMetrics.ScaleOf(metric);
        var decisions = new List<LoggedDecision>();
        for (var unit = 0; unit < units.Length; unit++)
        {
            var (enrolment, totals) = units[unit];
            var decision = new LoggedDecision(
                unit, enrolment.Arm, Array.IndexOf(segments, enrolment.Segment), scale * totals.Numerator / totals.Denominator,
                PropensityOf(versions, enrolment));
            decisions.AddRange(Enumerable.Repeat(decision, (int)totals.Denominator));
        }

        return new ArmDecisions(new DecisionLog(decisions, versions[^1].Experiment.Arms.Count, segments.Length), segments);
    }

    /// <summary>A policy for the log.</summary>
    /// <param name="shares">The share of each arm for units of a segment; null for units of no segment.</param>
    public TargetPolicy Policy(Func<int?, double[]> shares) => new([.. Segments.Select(shares)]);

    private static IEnumerable<(Enrolment Enrolment, UnitTotals Totals)> Matured(
        FeedbackLedger ledger, long nowMs, string experiment, ExperimentMetric metric)
    {
        var window = ledger.OptionsOf(experiment).WindowOf(ExperimentMetrics.LastActionOf(metric));
        foreach (var (_, unit) in ledger.Counted.OrderBy(unit => unit.Key, StringComparer.Ordinal))
        {
            if (unit.PlaceOf(experiment) is >= 0 and var place && unit.Enrolments[place] is { FirstExposureMs: { } firstMs } enrolment
                && nowMs - firstMs > window)
            {
                yield return (enrolment, ExperimentMetrics.Of(enrolment, metric, ledger.Options.RevenueCap));
            }
        }
    }

    /// <summary>How likely the arm was for a unit that was drawn at all.</summary>
    private static double PropensityOf(IReadOnlyList<ExperimentDefinition> versions, Enrolment enrolment)
    {
        var arms = versions.First(version => version.Experiment.Version == enrolment.Version).Experiment.Arms;
        return arms[enrolment.Arm].Share / arms.Sum(arm => arm.Share);
    }
}
