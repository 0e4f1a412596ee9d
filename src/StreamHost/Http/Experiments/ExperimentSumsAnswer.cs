using System.Globalization;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Statistics;
using StreamReco.StreamHost.Cluster.Experiments;

namespace StreamReco.StreamHost.Http.Experiments;

/// <summary>The sums that the figures of an experiment are made of.</summary>
/// <param name="Name">Its id.</param>
/// <param name="Partitions">Those that answer, rising.</param>
/// <param name="Missing">Why others do not, by partition.</param>
internal sealed record ExperimentSumsAnswer(string Name, IReadOnlyList<PartitionSumsAnswer> Partitions, IReadOnlyDictionary<int, string> Missing)
{
    /// <summary>The sums of the partitions that answer; one whose owner does not say where they stand is missing.</summary>
    public static ExperimentSumsAnswer Of(string name, CollectedExperiments all)
    {
        var missing = new SortedDictionary<int, string>(all.Missing.ToDictionary());
        var partitions = new List<PartitionSumsAnswer>();
        foreach (var (partition, reply) in all.Answered)
        {
            if (reply.NextOffset is { } next)
            {
                partitions.Add(new PartitionSumsAnswer(
                    partition, next, reply.WatermarkMs, [.. reply.Tallies.Select(tally => ArmSumsAnswer.Of(tally.ToTally()))]));
            }
            else
            {
                missing.Add(partition, "its owner is of an earlier version and does not say at which offset its sums stand");
            }
        }

        return new ExperimentSumsAnswer(name, partitions, missing);
    }
}

/// <summary>The sums of a partition.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="NextOffset">The offset after the last record that they hold.</param>
/// <param name="WatermarkMs">By which users mature, Unix milliseconds.</param>
/// <param name="Arms">By arm, version and stratum.</param>
internal sealed record PartitionSumsAnswer(int Partition, long NextOffset, long WatermarkMs, IReadOnlyList<ArmSumsAnswer> Arms);

/// <summary>The sums of the users of an arm that one version drew, in one stratum.</summary>
/// <param name="Arm">Place of the arm, from 0 for the control.</param>
/// <param name="Version">The version.</param>
/// <param name="IsKnown">Whether they had done anything before their first list.</param>
/// <param name="Assigned">Users that were drawn.</param>
/// <param name="Served">Users that were answered.</param>
/// <param name="Exposed">Users that saw a list.</param>
/// <param name="Clicked">Of them, users with a click that was credited.</param>
/// <param name="Bought">Of them, users with a purchase that was credited.</param>
/// <param name="Matured">Users of whom nothing more can be credited.</param>
/// <param name="Implicit">Credited actions that named no list.</param>
/// <param name="All">By metric: users, K, N, X, KK, NN, XX, KN, KX, NX as decimal digits, which may need more than 64 bits.</param>
/// <param name="OfMatured">The same over users of whom nothing more can be credited to the metric.</param>
internal sealed record ArmSumsAnswer(
    int Arm, int Version, bool IsKnown, long Assigned, long Served, long Exposed, long Clicked, long Bought, long Matured, long Implicit,
    IReadOnlyList<IReadOnlyList<string>> All, IReadOnlyList<IReadOnlyList<string>> OfMatured)
{
    public static ArmSumsAnswer Of(ArmTally tally) => new(
        tally.Arm, tally.Version, tally.IsKnown, tally.Assigned, tally.Served, tally.Exposed, tally.Clicked, tally.Bought, tally.Matured,
        tally.Implicit, [.. tally.All.Select(Digits)], [.. tally.OfMatured.Select(Digits)]);

    /// <summary>The sums of an experiment.</summary>
    public ArmTally ToTally(string experiment) => new(experiment, Arm, Version, IsKnown)
    {
        Assigned = Assigned,
        Served = Served,
        Exposed = Exposed,
        Clicked = Clicked,
        Bought = Bought,
        Matured = Matured,
        Implicit = Implicit,
        All = [.. All.Select(Sums)],
        OfMatured = [.. OfMatured.Select(Sums)],
    };

    private static string[] Digits(UnitSums sums) => [.. sums.Moments.Select(moment => moment.ToString(CultureInfo.InvariantCulture))];

    private static UnitSums Sums(IReadOnlyList<string> digits) =>
        UnitSums.OfMoments([.. digits.Select(text => Int128.Parse(text, CultureInfo.InvariantCulture))]);
}
