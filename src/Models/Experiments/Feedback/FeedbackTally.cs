using StreamReco.Models.Experiments.Statistics;

namespace StreamReco.Models.Experiments.Feedback;

/// <summary>Sums the units of a ledger up, arm by arm: exact integers, whatever the order.</summary>
public static class FeedbackTally
{
    /// <summary>The tallies of an experiment, by arm, phase and stratum.</summary>
    /// <param name="ledger">A shard's.</param>
    /// <param name="experiment">The experiment's id.</param>
    /// <param name="nowMs">The shard's watermark, event time, Unix ms: units mature by it.</param>
    public static IReadOnlyList<ArmTally> Of(FeedbackLedger ledger, string experiment, long nowMs)
    {
        var options = ledger.OptionsOf(experiment);
        var sums = new SortedDictionary<(int Arm, int Version, bool IsKnown), Sums>();
        foreach (var (_, feedback) in ledger.Counted)
        {
            if (feedback.PlaceOf(experiment) is not (>= 0 and var place))
            {
                continue;
            }

            var enrolment = feedback.Enrolments[place];
            var key = (enrolment.Arm, enrolment.Version, IsKnown(enrolment));
            if (!sums.TryGetValue(key, out var sum))
            {
                sums.Add(key, sum = new Sums());
            }

            sum.Add(enrolment, options, nowMs);
        }

        return [.. sums.Select(pair => pair.Value.ToTally(experiment, pair.Key.Arm, pair.Key.Version, pair.Key.IsKnown))];
    }

    /// <summary>The tallies of several shards as one.</summary>
    public static IReadOnlyList<ArmTally> Merge(IEnumerable<IReadOnlyList<ArmTally>> shards) =>
    [
        .. shards.SelectMany(tallies => tallies)
            .GroupBy(tally => (tally.Experiment, tally.Arm, tally.Version, tally.IsKnown))
            .Select(same => same.Aggregate((left, right) => left + right))
            .OrderBy(tally => tally.Experiment, StringComparer.Ordinal)
            .ThenBy(tally => tally.Arm).ThenBy(tally => tally.Version).ThenBy(tally => tally.IsKnown),
    ];

    internal static bool IsKnown(Enrolment enrolment) => enrolment.Before(FeedbackAction.Click) > 0
        || enrolment.Before(FeedbackAction.Cart) > 0 || enrolment.Before(FeedbackAction.Purchase) > 0;

    private sealed class Sums
    {
        private readonly UnitSums[] _all = new UnitSums[ExperimentMetrics.All.Count];
        private readonly UnitSums[] _matured = new UnitSums[ExperimentMetrics.All.Count];
        private long _assigned;
        private long _served;
        private long _exposed;
        private long _clicked;
        private long _bought;
        private long _maturedUnits;
        private long _implicit;

        public void Add(Enrolment enrolment, FeedbackOptions options, long nowMs)
        {
            _assigned++;
            _served += enrolment.Served > 0 ? 1 : 0;
            _implicit += enrolment.Implicit;
            if (enrolment.FirstExposureMs is not { } firstMs)
            {
                return;
            }

            var sinceMs = nowMs - firstMs;
            _exposed++;
            _clicked += enrolment.Credited(FeedbackAction.Click) > 0 ? 1 : 0;
            _bought += enrolment.Credited(FeedbackAction.Purchase) > 0 ? 1 : 0;
            _maturedUnits += sinceMs > options.LongestWindowMs ? 1 : 0;
            foreach (var metric in ExperimentMetrics.All)
            {
                var unit = UnitSums.Of(ExperimentMetrics.Of(enrolment, metric, options.RevenueCap));
                _all[(int)metric] += unit;
                _matured[(int)metric] += sinceMs > options.WindowOf(ExperimentMetrics.LastActionOf(metric)) ? unit : default;
            }
        }

        public ArmTally ToTally(string experiment, int arm, int version, bool isKnown) => new(experiment, arm, version, isKnown)
        {
            Assigned = _assigned,
            Served = _served,
            Exposed = _exposed,
            Clicked = _clicked,
            Bought = _bought,
            Matured = _maturedUnits,
            Implicit = _implicit,
            All = _all,
            OfMatured = _matured,
        };
    }
}
