using StreamReco.Models.Experiments.Statistics;

namespace StreamReco.Models.Experiments.Feedback;

/// <summary>
/// The matured units of an arm in one part of the experiment (a day, a segment), for one metric; adds up over shards. A function of the
/// ledger alone, so that a replay has the same parts.
/// </summary>
/// <param name="Arm">Place of the arm.</param>
/// <param name="Version">The version by which the units were drawn.</param>
/// <param name="IsKnown">The stratum, see <see cref="ArmTally"/>.</param>
/// <param name="Part">The part's number.</param>
/// <param name="Sums">Over the units.</param>
public sealed record PartTally(int Arm, int Version, bool IsKnown, int Part, UnitSums Sums)
{
    /// <summary>The parts of an experiment in a shard, by part, then arm.</summary>
    /// <param name="ledger">The shard's.</param>
    /// <param name="experiment">The experiment's id.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="nowMs">The shard's watermark, event time, Unix ms: units mature by it.</param>
    /// <param name="partOf">The part of a unit that saw a list; null for none.</param>
    public static IReadOnlyList<PartTally> Of(
        FeedbackLedger ledger, string experiment, ExperimentMetric metric, long nowMs, Func<Enrolment, int?> partOf) => OfTotals(
            ledger, experiment, ExperimentMetrics.LastActionOf(metric), nowMs, partOf,
            enrolment => ExperimentMetrics.Of(enrolment, metric, ledger.Options.RevenueCap));

    /// <summary>The same by what a unit adds to the sums.</summary>
    /// <param name="ledger">The shard's.</param>
    /// <param name="experiment">The experiment's id.</param>
    /// <param name="last">The last action that is waited for.</param>
    /// <param name="nowMs">The shard's watermark, event time, Unix ms: units mature by it.</param>
    /// <param name="partOf">The part of a unit that saw a list; null for none.</param>
    /// <param name="totalsOf">What a unit adds.</param>
    internal static IReadOnlyList<PartTally> OfTotals(
        FeedbackLedger ledger, string experiment, FeedbackAction last, long nowMs, Func<Enrolment, int?> partOf, Func<Enrolment, UnitTotals> totalsOf)
    {
        var window = ledger.OptionsOf(experiment).WindowOf(last);
        var sums = new SortedDictionary<(int Part, int Arm, int Version, bool IsKnown), UnitSums>();
        foreach (var (_, feedback) in ledger.Counted)
        {
            if (feedback.PlaceOf(experiment) is >= 0 and var place
                && feedback.Enrolments[place] is { FirstExposureMs: { } firstMs } enrolment && nowMs - firstMs > window
                && partOf(enrolment) is { } part)
            {
                var key = (part, enrolment.Arm, enrolment.Version, FeedbackTally.IsKnown(enrolment));
                sums[key] = sums.GetValueOrDefault(key) + UnitSums.Of(totalsOf(enrolment));
            }
        }

        return [.. sums.Select(one => new PartTally(one.Key.Arm, one.Key.Version, one.Key.IsKnown, one.Key.Part, one.Value))];
    }

    /// <summary>The parts of several shards as one, by part, then arm.</summary>
    public static IReadOnlyList<PartTally> Merge(IEnumerable<PartTally> tallies) =>
    [
        .. tallies.GroupBy(tally => (tally.Part, tally.Arm, tally.Version, tally.IsKnown))
            .Select(same => same.Aggregate((left, right) => left with { Sums = left.Sums + right.Sums }))
            .OrderBy(tally => tally.Part).ThenBy(tally => tally.Arm).ThenBy(tally => tally.Version).ThenBy(tally => tally.IsKnown),
    ];
}
