using StreamReco.Stages.Quality;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Http.Cluster;
using StreamReco.StreamHost.Sampling;

namespace StreamReco.StreamHost.Http.Admin;

/// <summary>
/// The quality of several nodes as one: counts are summed, rates are summed stretch by stretch. A partition that moves while
/// it is asked may count at both of its nodes, or at none, once.
/// </summary>
internal static class ClusterQuality
{
    public static ClusterQualityAnswer Of(MemberAnswers<QualityAnswer> members)
    {
        QualityAnswer[] nodes = [.. members.Answers.Select(one => one.Answer)];
        return new ClusterQualityAnswer(
            [.. members.Answers.Select(one => one.Node).Order(StringComparer.Ordinal)],
            members.Silent,
            Sum(nodes.Select(node => node.Totals)),
            Sum(nodes.Select(node => node.Rejected)),
            Rules(nodes.SelectMany(node => node.Rules)),
            [
                .. nodes.SelectMany(node => node.Online).GroupBy(one => (one.Model, one.Version, one.Items))
                    .Select(same => new QualityFigures(
                        same.Key.Model, same.Key.Version, same.Key.Items, Sum(same.Select(one => one.Counts)), same.Max(one => one.Since)))
                    .OrderBy(one => one.Model, StringComparer.Ordinal).ThenBy(one => one.Version, StringComparer.Ordinal),
            ],
            [
                .. nodes.SelectMany(node => node.Stretches).GroupBy(stretch => stretch.From).OrderByDescending(same => same.Key)
                    .Select(same => Sum(same.Key, [.. same])),
            ]);
    }

    /// <summary>The same rule of several nodes is one, the most broken first.</summary>
    public static IReadOnlyList<RejectedRule> Rules(IEnumerable<RejectedRule> rules) =>
    [
        .. rules.GroupBy(rule => (rule.Reason, rule.Field))
            .Select(same => new RejectedRule(same.Key.Reason, same.Key.Field, same.Sum(rule => rule.Count), same.Sum(rule => rule.Lately)))
            .OrderByDescending(rule => rule.Count).ThenBy(rule => rule.Reason, StringComparer.Ordinal)
            .ThenBy(rule => rule.Field, StringComparer.Ordinal),
    ];

    private static QualityStretch Sum(DateTimeOffset from, IReadOnlyList<QualityStretch> same)
    {
        var rates = Sum(same.Select(stretch => stretch.Rates));
        return new QualityStretch(
            from, same.Max(stretch => stretch.Seconds), rates, Sum(same.Select(stretch => stretch.Rejected)),
            QualityStretches.Share(rates));
    }

    private static Tally Sum(IEnumerable<Tally> tallies) => tallies.Aggregate(
        new Tally(0, 0, 0, 0, 0, 0, 0),
        (a, b) => new Tally(
            a.Read + b.Read, a.Applied + b.Applied, a.Duplicate + b.Duplicate, a.Rejected + b.Rejected,
            a.PassedOver + b.PassedOver, a.Answers + b.Answers, a.Ticks + b.Ticks)
        { Quarantined = a.Quarantined + b.Quarantined });

    private static QualityCounts Sum(IEnumerable<QualityCounts> counts) => counts.Aggregate((a, b) => new QualityCounts(
        a.Clicks + b.Clicks, a.Hits + b.Hits, a.ReciprocalRanks + b.ReciprocalRanks, a.PopularHits + b.PopularHits,
        a.PopularReciprocalRanks + b.PopularReciprocalRanks));

    private static Dictionary<string, double> Sum(IEnumerable<IReadOnlyDictionary<string, double>> byReason) =>
        byReason.SelectMany(one => one).GroupBy(one => one.Key).ToDictionary(same => same.Key, same => Math.Round(same.Sum(one => one.Value), 2));
}
