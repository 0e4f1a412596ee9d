namespace StreamReco.Models.Experiments.Feedback;

/// <summary>Units by the segment that they belonged to when they were drawn.</summary>
public static class SegmentTally
{
    /// <summary>The segments of an experiment in a shard; units without one are in none.</summary>
    /// <inheritdoc cref="PartTally.Of"/>
    public static IReadOnlyList<PartTally> Of(FeedbackLedger ledger, string experiment, ExperimentMetric metric, long nowMs) =>
        PartTally.Of(ledger, experiment, metric, nowMs, unit => unit.Segment);
}

/// <summary>An arm beside the control, of the units of a segment.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Arm">The arm's name.</param>
/// <param name="Figures">The metric that decides; intervals of all segments hold together (Bonferroni).</param>
public sealed record LiftOfSegment(int Segment, string Arm, LiftOfPart Figures)
{
    /// <summary>A line for each segment and arm, by segment.</summary>
    /// <param name="versions">All versions of the experiment, the first one first; at least one.</param>
    /// <param name="segments">Of all shards together, see <see cref="PartTally.Merge"/>.</param>
    public static IReadOnlyList<LiftOfSegment> Of(IReadOnlyList<ExperimentDefinition> versions, IReadOnlyList<PartTally> segments)
    {
        var newest = versions[^1];
        var parts = segments.GroupBy(tally => tally.Part).OrderBy(part => part.Key).ToArray();
        return
        [
            .. from part in parts
               from arm in Enumerable.Range(1, newest.Experiment.Arms.Count - 1)
               select new LiftOfSegment(
                   part.Key, newest.Experiment.Arms[arm].Name, LiftOfPart.Of(newest, arm, part, newest.Plan.Alpha / parts.Length)),
        ];
    }
}
