using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Statistics;

namespace StreamReco.Models.Tests.Experiments.Feedback;

/// <summary>Two rankings in the same lists: alike ones are seldom told apart, however often one looks, and better ones are found.</summary>
public sealed class PreferenceTests
{
    private const int Units = 600;
    private const int Looks = 20;

    [Fact]
    public void Alike_rankings_are_told_apart_in_at_most_five_of_a_hundred_runs_over_all_looks()
    {
        const int Runs = 400;
        var random = new Random(3);

        var told = Enumerable.Range(0, Runs).Count(_ => Look(random, 0.1, 0.1) is VerdictKind.Better or VerdictKind.Worse);

        told.ShouldBeLessThanOrEqualTo(Runs * 5 / 100);
    }

    [Fact]
    public void A_ranking_whose_items_are_clicked_by_half_more_is_found_in_four_of_five_runs()
    {
        const int Runs = 100;
        var random = new Random(4);

        Enumerable.Range(0, Runs).Count(_ => Look(random, 0.1, 0.15) == VerdictKind.Better).ShouldBeGreaterThanOrEqualTo(Runs * 4 / 5);
        Enumerable.Range(0, Runs).Count(_ => Look(random, 0.15, 0.1) == VerdictKind.Worse).ShouldBeGreaterThanOrEqualTo(Runs * 4 / 5);
    }

    [Fact]
    public void Without_units_or_clicks_nothing_is_said()
    {
        Preference.Of(Definition(), []).Verdict.Kind.ShouldBe(VerdictKind.NotEnough);
        var idle = new PartTally(0, 1, false, 0, UnitSums.Of(new UnitTotals(0, 3, 0)) + UnitSums.Of(new UnitTotals(0, 5, 0)));
        Preference.Of(Definition(), [idle]).Verdict.Text.ShouldContain("cannot be judged yet");
    }

    /// <summary>The first verdict that names one, or the last; clicks of a unit go together.</summary>
    private static VerdictKind Look(Random random, double first, double second)
    {
        var sums = default(UnitSums);
        for (var unit = 1; unit <= Units; unit++)
        {
            var (lists, taste) = (random.Next(1, 8), random.NextDouble() * 2);
            long preferred = 0;
            for (var item = 0; item < lists * 3; item++)
            {
                preferred += (random.NextDouble() < second * taste ? 1 : 0) - (random.NextDouble() < first * taste ? 1 : 0);
            }

            sums += UnitSums.Of(new UnitTotals(preferred, lists, 0));
            var kind = unit % (Units / Looks) > 0 ? VerdictKind.NotEnough
                : Preference.Of(Definition(), [new PartTally(0, 1, false, 0, sums)]).Verdict.Kind;
            if (kind is VerdictKind.Better or VerdictKind.Worse)
            {
                return kind;
            }
        }

        return VerdictKind.NotEnough;
    }

    private static ExperimentDefinition Definition() => new(
        AaTest.Halves("a", new byte[UnitHash.SaltBytes]), new ExperimentPlan { Interleave = true, PlannedUnits = Units });
}
