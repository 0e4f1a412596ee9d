using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Statistics;
using StreamReco.StreamHost.Cluster.Partitions;

namespace StreamReco.StreamHost.Http.Experiments;

/// <summary>What an experiment says so far.</summary>
/// <param name="Name">Its id.</param>
/// <param name="Version">Its newest version.</param>
/// <param name="IsRunning">Whether it draws users.</param>
/// <param name="Metric">The metric that decides.</param>
/// <param name="AsOf">The least watermark of the partitions: figures hold events up to here; null before the first event.</param>
/// <param name="RatioP">How likely the numbers of users that saw a list are under the shares of their versions.</param>
/// <param name="DetectableLoss">The smallest loss of users in an arm that would have been found, as a share.</param>
/// <param name="Unmatched">Actions that named a list that is not kept.</param>
/// <param name="Arms">The control first.</param>
/// <param name="Notes">What a reader must know about these figures, a sentence each.</param>
internal sealed record ExperimentReportAnswer(
    string Name, int Version, bool IsRunning, ExperimentMetric Metric, DateTimeOffset? AsOf, double RatioP, double DetectableLoss,
    long Unmatched, IReadOnlyList<ArmReportAnswer> Arms, IReadOnlyList<string> Notes)
{
    /// <summary>The report over the partitions that answer.</summary>
    public static ExperimentReportAnswer Of(IReadOnlyList<ExperimentDefinition> versions, CollectedExperiments all)
    {
        var tallies = FeedbackTally.Merge(all.Answered.Values.Select(reply =>
            (IReadOnlyList<ArmTally>)[.. reply.Tallies.Select(tally => tally.ToTally())]));
        var report = ExperimentReport.Of(versions, tallies);
        var asOfMs = all.Answered.Values.Select(reply => reply.WatermarkMs).Where(ms => ms > 0).DefaultIfEmpty(0).Min();
        return new ExperimentReportAnswer(
            versions[^1].Experiment.Id, versions[^1].Experiment.Version, versions[^1].IsRunning, versions[^1].Plan.Metric,
            asOfMs > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(asOfMs) : null, report.RatioP, report.DetectableLoss,
            all.Answered.Values.Sum(reply => reply.Unmatched), [.. report.Arms.Select(ArmReportAnswer.Of)], [.. NotesOn(versions[^1], all)]);
    }

    private static IEnumerable<string> NotesOn(ExperimentDefinition newest, CollectedExperiments all)
    {
        foreach (var (partition, why) in all.Missing)
        {
            yield return $"Partition {partition} does not answer, its users are missing here: {why}.";
        }

        var (id, version) = (newest.Experiment.Id, newest.Experiment.Version);
        var without = all.Answered.Keys.Except(all.PartitionsWith(id, version)).Order().ToArray();
        if (without.Length > 0)
        {
            yield return $"Version {version} is not yet in force in partitions {string.Join(", ", without)}.";
        }

        foreach (var partition in all.Answered.Where(reply => reply.Value.IsFull).Select(reply => reply.Key))
        {
            yield return $"Partition {partition} keeps as many users as it may ({new FeedbackOptions().UnitsMax}) and draws no further ones.";
        }
    }
}

/// <summary>An arm, and from how many users its figures are.</summary>
/// <param name="Arm">Its name.</param>
/// <param name="Assigned">Users that were drawn.</param>
/// <param name="Served">Users that were answered.</param>
/// <param name="Exposed">Users that saw a list, as far as events say.</param>
/// <param name="Matured">Users of whom nothing more can be credited: figures and verdict are theirs.</param>
/// <param name="Implicit">Credited actions that named no list.</param>
/// <param name="Verdict">better, worse, no_difference, not_enough or not_valid; null for the control.</param>
/// <param name="Says">The verdict in words; null for the control.</param>
/// <param name="Metrics">Beside the control, the metric that decides first.</param>
internal sealed record ArmReportAnswer(
    string Arm, long Assigned, long Served, long Exposed, long Matured, long Implicit, VerdictKind? Verdict, string? Says,
    IReadOnlyList<MetricAnswer> Metrics)
{
    public static ArmReportAnswer Of(ArmFigures arm) => new(
        arm.Arm, arm.Assigned, arm.Served, arm.Exposed, arm.Matured, arm.Implicit, arm.Verdict?.Kind, arm.Verdict?.Text,
        [.. arm.Metrics.Select(MetricAnswer.Of)]);
}

/// <summary>A metric of an arm beside the control; null where a figure cannot be had.</summary>
/// <param name="Metric">Which.</param>
/// <param name="Control">The control's value.</param>
/// <param name="Value">The arm's.</param>
/// <param name="Lift">Their difference as a share of the control.</param>
/// <param name="Low">Lower end of the lift's interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="VarianceLeft">Variance that what users did before leaves unexplained, as a share.</param>
/// <param name="CorrectedP">Of a metric that does not decide: its p value of one look, corrected for their number.</param>
internal sealed record MetricAnswer(
    ExperimentMetric Metric, double? Control, double? Value, double? Lift, double? Low, double? High, double? VarianceLeft,
    double? CorrectedP)
{
    public static MetricAnswer Of(MetricFigures figures) => new(
        figures.Metric, Known(figures.Control), Known(figures.Value), Known(figures.Lift), Known(figures.Low), Known(figures.High),
        Known(figures.VarianceLeft), Known(figures.CorrectedP));

    private static double? Known(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
