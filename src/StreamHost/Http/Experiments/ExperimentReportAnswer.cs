using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Statistics;
using StreamReco.StreamHost.Cluster.Experiments;

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
/// <param name="Days">How the lift of each arm came about; a point a day of event time and arm, at most thirty days.</param>
/// <param name="Segments">The same by the segment that users belonged to when they were drawn; intervals of all segments hold together.</param>
/// <param name="Triggered">The same of users whose lists by other arms were made too and differ; empty where none are made.</param>
/// <param name="Preference">Which arm's items are clicked in lists of both; null but of an experiment with such lists.</param>
/// <param name="Guardrails">Every arm beside every guardrail; empty without any.</param>
/// <param name="StoppedBecause">Why it was stopped; null while it runs, and where nobody said.</param>
/// <param name="Notes">What a reader must know about these figures, a sentence each.</param>
internal sealed record ExperimentReportAnswer(
    string Name, int Version, bool IsRunning, ExperimentMetric Metric, DateTimeOffset? AsOf, double RatioP, double DetectableLoss,
    long Unmatched, IReadOnlyList<ArmReportAnswer> Arms, IReadOnlyList<DayAnswer> Days, IReadOnlyList<SegmentLiftAnswer> Segments,
    IReadOnlyList<TriggeredLiftAnswer> Triggered, PreferenceAnswer? Preference, IReadOnlyList<GuardrailReportAnswer> Guardrails, string? StoppedBecause, IReadOnlyList<string> Notes)
{
    /// <summary>The report over the partitions that answer.</summary>
    public static ExperimentReportAnswer Of(IReadOnlyList<ExperimentDefinition> versions, CollectedExperiments all)
    {
        var tallies = all.Tallies();
        var preference = versions[^1].Plan.Interleave == true ? Models.Experiments.Feedback.Preference.Of(versions[^1], all.Preferences()) : null;
        var report = ExperimentReport.Of(versions, tallies, preference);
        var asOfMs = all.Answered.Values.Select(reply => reply.WatermarkMs).Where(ms => ms > 0).DefaultIfEmpty(0).Min();
        return new ExperimentReportAnswer(
            versions[^1].Experiment.Id, versions[^1].Experiment.Version, versions[^1].IsRunning, versions[^1].Plan.Metric,
            asOfMs > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(asOfMs) : null, report.RatioP, report.DetectableLoss,
            all.Answered.Values.Sum(reply => reply.Unmatched), [.. report.Arms.Select(ArmReportAnswer.Of)],
            [.. LiftOverTime.Of(versions, all.Days()).Select(DayAnswer.Of)],
            [.. LiftOfSegment.Of(versions, all.Segments()).Select(SegmentLiftAnswer.Of)],
            [.. TriggeredLift.Of(versions[^1], all.Compared()).Select(TriggeredLiftAnswer.Of)],
            preference is null ? null : PreferenceAnswer.Of(preference),
            [.. GuardrailCheck.Of(versions, tallies).Select(GuardrailReportAnswer.Of)], versions[^1].StoppedBecause,
            [.. NotesOn(versions[^1], all)]);
    }

    private static IEnumerable<string> NotesOn(ExperimentDefinition newest, CollectedExperiments all)
    {
        foreach (var (partition, why) in all.Missing)
        {
            yield return $"Partition {partition} does not answer, its users are missing here: {why}.";
        }

        var (id, version) = (newest.Experiment.Id, newest.Experiment.Version);
        var without = all.Answered.Keys.Except(all.PartitionsWith(id, version)).Order().ToArray();
        if (newest is { IsRunning: true, Plan: { Guardrails.Count: > 0, Rollback: false } })
        {
            yield return "A harmed guardrail does not stop this experiment: rollback is false in its plan.";
        }

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
/// <param name="Clicked">Of them, users with a click that was credited.</param>
/// <param name="Bought">Of them, users with a purchase that was credited.</param>
/// <param name="Matured">Users of whom nothing more can be credited: figures and verdict are theirs.</param>
/// <param name="Implicit">Credited actions that named no list.</param>
/// <param name="Verdict">better, worse, no_difference, not_enough or not_valid; null for the control.</param>
/// <param name="Says">The verdict in words; null for the control.</param>
/// <param name="Metrics">Beside the control, the metric that decides first.</param>
internal sealed record ArmReportAnswer(
    string Arm, long Assigned, long Served, long Exposed, long Clicked, long Bought, long Matured, long Implicit, VerdictKind? Verdict, string? Says,
    IReadOnlyList<MetricAnswer> Metrics)
{
    public static ArmReportAnswer Of(ArmFigures arm) => new(
        arm.Arm, arm.Assigned, arm.Served, arm.Exposed, arm.Clicked, arm.Bought, arm.Matured, arm.Implicit, arm.Verdict?.Kind, arm.Verdict?.Text,
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

    internal static double? Known(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}

/// <summary>An arm beside the control, of all users that saw their first list on a day or earlier; null where a figure cannot be had.</summary>
/// <param name="Day">The beginning of the day, event time, UTC.</param>
/// <param name="Arm">The arm.</param>
/// <param name="Units">Matured users of both.</param>
/// <param name="Lift">The difference of the metric that decides, as a share of the control.</param>
/// <param name="Low">Lower end of its interval.</param>
/// <param name="High">Upper end.</param>
internal sealed record DayAnswer(DateTimeOffset Day, string Arm, long Units, double? Lift, double? Low, double? High)
{
    public static DayAnswer Of(LiftOfDay day) => new(
        new DateTimeOffset(day.Day, TimeOnly.MinValue, TimeSpan.Zero), day.Arm, day.Figures.Units, MetricAnswer.Known(day.Figures.Lift),
        MetricAnswer.Known(day.Figures.Low), MetricAnswer.Known(day.Figures.High));
}

/// <summary>An arm beside the control, of the users of a segment; null where a figure cannot be had.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Arm">The arm.</param>
/// <param name="Units">Matured users of both.</param>
/// <param name="Lift">The difference of the metric that decides, as a share of the control.</param>
/// <param name="Low">Lower end of its interval.</param>
/// <param name="High">Upper end.</param>
internal sealed record SegmentLiftAnswer(int Segment, string Arm, long Units, double? Lift, double? Low, double? High)
{
    public static SegmentLiftAnswer Of(LiftOfSegment segment) => new(
        segment.Segment, segment.Arm, segment.Figures.Units, MetricAnswer.Known(segment.Figures.Lift),
        MetricAnswer.Known(segment.Figures.Low), MetricAnswer.Known(segment.Figures.High));
}

/// <summary>An arm beside the control among users that saw a list which another arm would have made otherwise; null where a figure cannot be had.</summary>
/// <param name="Arm">The arm.</param>
/// <param name="Units">Matured users of both arms that saw such a list.</param>
/// <param name="Same">Matured users of both arms whose lists were all the same: the arm can have done nothing to them.</param>
/// <param name="Lift">The difference of the metric that decides, as a share of the control.</param>
/// <param name="Low">Lower end of its interval.</param>
/// <param name="High">Upper end.</param>
internal sealed record TriggeredLiftAnswer(string Arm, long Units, long Same, double? Lift, double? Low, double? High)
{
    public static TriggeredLiftAnswer Of(TriggeredLift triggered) => new(
        triggered.Arm, triggered.Figures.Units, triggered.Same, MetricAnswer.Known(triggered.Figures.Lift),
        MetricAnswer.Known(triggered.Figures.Low), MetricAnswer.Known(triggered.Figures.High));
}

/// <summary>Which arm's items users click in lists of both; null where a figure cannot be had.</summary>
/// <param name="Units">Matured users that saw such a list.</param>
/// <param name="Value">Clicks on the second arm's items less those on the control's, by list.</param>
/// <param name="Low">Lower end of its interval.</param>
/// <param name="High">Upper end.</param>
internal sealed record PreferenceAnswer(long Units, double? Value, double? Low, double? High)
{
    public static PreferenceAnswer Of(Preference preference) => new(
        preference.Units, MetricAnswer.Known(preference.Value), MetricAnswer.Known(preference.Low), MetricAnswer.Known(preference.High));
}

/// <summary>An arm beside a guardrail; null where a figure cannot be had.</summary>
/// <param name="Metric">The metric that the arm must not harm.</param>
/// <param name="Direction">Which way is harm.</param>
/// <param name="Margin">Harm that is borne, as a share of the control.</param>
/// <param name="Level">The level that <paramref name="CorrectedP"/> is held against.</param>
/// <param name="Arm">The arm.</param>
/// <param name="Control">Matured users of the control.</param>
/// <param name="Units">Matured users of the arm.</param>
/// <param name="Lift">The difference as a share of the control.</param>
/// <param name="CorrectedP">How likely such harm is for an arm that keeps the margin, over all looks, guardrails and arms.</param>
/// <param name="State">not_enough, kept, harmed or not_valid.</param>
/// <param name="Says">The same in words.</param>
internal sealed record GuardrailReportAnswer(
    ExperimentMetric Metric, HarmDirection Direction, double Margin, double Level, string Arm, long Control, long Units, double? Lift,
    double CorrectedP, GuardrailState State, string Says)
{
    public static GuardrailReportAnswer Of(GuardrailFigures figures) => new(
        figures.Guardrail.Metric, figures.Guardrail.Direction, figures.Guardrail.Margin, figures.Guardrail.Level, figures.Arm,
        figures.Control, figures.Units, MetricAnswer.Known(figures.Lift), figures.CorrectedP, figures.State,
        figures.Says(GuardrailLook.NameOf(figures.Guardrail.Metric)));
}
