using StreamReco.Models.Experiments.Statistics;

namespace StreamReco.Models.Experiments.Feedback;

/// <summary>
/// The matured units of an arm that saw their first list on one day, for one metric; adds up over shards. A function of the ledger
/// alone, so that a replay has the same days.
/// </summary>
/// <param name="Arm">Place of the arm.</param>
/// <param name="Version">The version by which the units were drawn.</param>
/// <param name="IsKnown">The stratum, see <see cref="ArmTally"/>.</param>
/// <param name="Day">Days since 1970 of event time, UTC.</param>
/// <param name="Sums">Over the units.</param>
public sealed record DayTally(int Arm, int Version, bool IsKnown, int Day, UnitSums Sums)
{
    /// <summary>Days that are told apart, the newest; earlier ones are one with the first of them.</summary>
    public const int DaysMax = 30;

    private const long DayMs = 86_400_000;

    /// <summary>The days of an experiment in a shard.</summary>
    /// <param name="ledger">The shard's.</param>
    /// <param name="experiment">The experiment's id.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="nowMs">The shard's watermark, event time, Unix ms: units mature by it.</param>
    public static IReadOnlyList<DayTally> Of(FeedbackLedger ledger, string experiment, ExperimentMetric metric, long nowMs)
    {
        var window = ledger.OptionsOf(experiment).WindowOf(ExperimentMetrics.LastActionOf(metric));
        var sums = new SortedDictionary<(int Day, int Arm, int Version, bool IsKnown), UnitSums>();
        foreach (var feedback in ledger.Units.Values)
        {
            if (feedback.PlaceOf(experiment) is >= 0 and var place
                && feedback.Enrolments[place] is { FirstExposureMs: { } firstMs } enrolment && nowMs - firstMs > window)
            {
                var key = ((int)Math.Floor((double)firstMs / DayMs), enrolment.Arm, enrolment.Version, FeedbackTally.IsKnown(enrolment));
                sums[key] = sums.GetValueOrDefault(key) + UnitSums.Of(ExperimentMetrics.Of(enrolment, metric, ledger.Options.RevenueCap));
            }
        }

        return Merge(sums.Select(one => new DayTally(one.Key.Arm, one.Key.Version, one.Key.IsKnown, one.Key.Day, one.Value)));
    }

    /// <summary>The days of several shards as one, by day, then arm; at most <see cref="DaysMax"/> days.</summary>
    public static IReadOnlyList<DayTally> Merge(IEnumerable<DayTally> tallies)
    {
        DayTally[] all = [.. tallies];
        var days = all.Select(tally => tally.Day).Distinct().OrderDescending().Take(DaysMax).ToArray();
        return
        [
            .. all.Select(tally => tally with { Day = Math.Max(tally.Day, days[^1]) })
                .GroupBy(tally => (tally.Day, tally.Arm, tally.Version, tally.IsKnown))
                .Select(same => same.Aggregate((left, right) => left with { Sums = left.Sums + right.Sums }))
                .OrderBy(tally => tally.Day).ThenBy(tally => tally.Arm).ThenBy(tally => tally.Version).ThenBy(tally => tally.IsKnown),
        ];
    }
}
