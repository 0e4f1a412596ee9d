using StreamReco.Models.Experiments.Statistics;

namespace StreamReco.Models.Tests.Experiments;

/// <summary>On simulated shops without and with an effect, in seeded runs.</summary>
public sealed class ArmComparerTests
{
    private const int Runs = 1_000;
    private const int RunsOfLevels = 4_000;
    private const int Users = 1_000;
    private const double Z = 1.959964;

    [Fact]
    public void Without_an_effect_one_look_is_significant_in_five_per_cent_with_and_without_the_time_before()
    {
        var (plain, cuped) = (0, 0);
        var shop = new SimulatedShop(11);
        for (var run = 0; run < RunsOfLevels; run++)
        {
            var (a, b) = (SimulatedShop.Sum(shop.Arm(Users)), SimulatedShop.Sum(shop.Arm(Users)));
            plain += Math.Abs(ArmComparer.Compare(a, b).Z) > Z ? 1 : 0;
            cuped += Math.Abs(ArmComparer.Compare(a, b, cuped: true).Z) > Z ? 1 : 0;
        }

        plain.ShouldBeInRange((int)(0.04 * RunsOfLevels), (int)(0.06 * RunsOfLevels));
        cuped.ShouldBeInRange((int)(0.04 * RunsOfLevels), (int)(0.06 * RunsOfLevels));
    }

    [Fact]
    public void Views_taken_as_users_find_what_is_not_there()
    {
        var found = 0;
        var shop = new SimulatedShop(12);
        for (var run = 0; run < Runs; run++)
        {
            var (a, b) = (SimulatedShop.Sum(shop.Arm(Users)), SimulatedShop.Sum(shop.Arm(Users)));
            var (rateA, rateB) = ((double)a.K / (double)a.N, (double)b.K / (double)b.N);
            var naive = Math.Sqrt((rateA * (1 - rateA) / (double)a.N) + (rateB * (1 - rateB) / (double)b.N));
            found += Math.Abs(rateB - rateA) > Z * naive ? 1 : 0;
        }

        found.ShouldBeGreaterThan((int)(0.08 * Runs), "the shop would be too tame to test the delta method");
    }

    [Fact]
    public void Heavy_revenue_keeps_its_level()
    {
        var found = 0;
        var shop = new SimulatedShop(13);
        for (var run = 0; run < RunsOfLevels; run++)
        {
            found += Math.Abs(ArmComparer.Compare(
                SimulatedShop.Sum(shop.Revenue(Users)), SimulatedShop.Sum(shop.Revenue(Users)), cuped: true).Z) > Z ? 1 : 0;
        }

        found.ShouldBeInRange((int)(0.04 * RunsOfLevels), (int)(0.06 * RunsOfLevels));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_interval_of_the_lift_holds_the_planted_one_in_95_per_cent(bool cuped)
    {
        const double Lift = 0.15;
        var held = Count(14, Lift, comparison => comparison.LiftInterval(Z) is var (low, high) && low <= Lift && Lift <= high, cuped);

        held.ShouldBeInRange((int)(0.93 * Runs), (int)(0.97 * Runs));
    }

    [Fact]
    public void The_time_before_finds_an_effect_more_often_and_says_the_same_of_its_size()
    {
        var plain = Count(15, 0.15, comparison => comparison.Z > Z, cuped: false);
        var cuped = Count(15, 0.15, comparison => comparison.Z > Z, cuped: true);

        cuped.ShouldBeGreaterThan(plain + (Runs / 40));
        var shop = new SimulatedShop(16);
        var (a, b) = (SimulatedShop.Sum(shop.Arm(40_000)), SimulatedShop.Sum(shop.Arm(40_000, 0.15)));
        ArmComparer.Compare(a, b).Lift.ShouldBe(0.15, 0.04);
        ArmComparer.Compare(a, b, cuped: true).Lift.ShouldBe(0.15, 0.03);
        ArmComparer.Compare(a, b, cuped: true).VarianceLeft.ShouldBeInRange(0.3, 0.9);
    }

    [Fact]
    public void Phases_of_changed_weights_are_not_pooled()
    {
        // Both arms click the same in each phase; the second phase clicks more and has most of the new arm's users.
        var shop = new SimulatedShop(17);
        UnitSums[] control = [SimulatedShop.Sum(shop.Arm(9_000)), SimulatedShop.Sum(shop.Arm(1_000, 1))];
        UnitSums[] treatment = [SimulatedShop.Sum(shop.Arm(1_000)), SimulatedShop.Sum(shop.Arm(9_000, 1))];

        Math.Abs(ArmComparer.Compare(control, treatment, cuped: false).Z).ShouldBeLessThan(3);
        ArmComparer.Compare(control[0] + control[1], treatment[0] + treatment[1]).Z.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void One_unit_an_arm_gives_no_verdict()
    {
        var one = UnitSums.Of(new UnitTotals(1, 2, 0));

        double.IsFinite(ArmComparer.Compare(one, one).Error).ShouldBeFalse();
        Verdict.Of("new", ArmComparer.Compare(one, one), Z, 0.01, ratioP: 1).Kind.ShouldBe(VerdictKind.NotEnough);
    }

    [Fact]
    public void What_is_missing_for_a_verdict_is_told_in_words_and_whole_numbers()
    {
        var one = UnitSums.Of(new UnitTotals(1, 2, 0));

        Text(one, Rare(40, 4)).ShouldContain("fewer than two units");
        Text(Rare(40, 4), one).ShouldContain("fewer than two units");
        Text(Rare(40, 0), Rare(40, 0)).ShouldContain("nothing was counted in either arm");
        Text(Rare(40, 0), Rare(40, 4)).ShouldContain("nothing was counted in the control");
        Text(Rare(40, 1), Rare(40, 4)).ShouldContain("the 2.0 standard errors that the plan asks for are 196% of its figure");

        static string Text(UnitSums control, UnitSums arm) => Verdict.Of("new", ArmComparer.Compare(control, arm), Z, 0.01, ratioP: 1).Text;
    }

    [Fact]
    public void An_arm_without_an_event_is_judged_by_how_much_the_other_one_varies()
    {
        var (few, none) = (Verdict.Of("new", ArmComparer.Compare(Rare(40, 4), Rare(40, 0)), Z, 0.01, ratioP: 1), Rare(40, 0));
        var many = Verdict.Of("new", ArmComparer.Compare(Rare(4_000, 400), Rare(4_000, 0)), Z, 0.01, ratioP: 1);
        var reversed = ArmComparer.Compare(none, Rare(40, 4));

        few.Kind.ShouldBe(VerdictKind.NotEnough, "none of 40 is likely where a tenth is expected");
        few.Text.ShouldContain("lift -100.0%, interval -3");
        many.Kind.ShouldBe(VerdictKind.Worse);
        (reversed.Z > 1, double.IsFinite(reversed.LiftError)).ShouldBe((true, false));
        Verdict.Of("new", reversed, Z, 0.01, ratioP: 1).Kind.ShouldBe(VerdictKind.NotEnough);
        Verdict.Of("new", ArmComparer.Compare(Rare(40, 40), Rare(40, 40)), Z, 0.01, ratioP: 1).Text.ShouldContain("cannot be judged yet");
    }

    [Fact]
    public void Arms_that_are_alike_and_often_have_no_event_are_seldom_called_different()
    {
        const int Few = 50; // at a rate of 3 % a fifth of the arms has no event
        var (random, called, empty) = (new Random(18), 0, 0);
        for (var run = 0; run < RunsOfLevels; run++)
        {
            var (a, b) = (Bought(random), Bought(random));
            empty += b == 0 ? 1 : 0;
            called += Verdict.Of("new", ArmComparer.Compare(Rare(Few, a), Rare(Few, b)), Z, 0.01, ratioP: 1).Kind
                is VerdictKind.Better or VerdictKind.Worse ? 1 : 0;
        }

        empty.ShouldBeGreaterThan(RunsOfLevels / 6);
        called.ShouldBeLessThanOrEqualTo((int)(0.05 * RunsOfLevels));

        static int Bought(Random random) => Enumerable.Range(0, Few).Count(_ => random.NextDouble() < 0.03);
    }

    /// <summary>Units of whom some bought.</summary>
    private static UnitSums Rare(int units, int bought) =>
        SimulatedShop.Sum(Enumerable.Range(0, units).Select(unit => new UnitTotals(unit < bought ? 1 : 0, 1, 0)));

    private static int Count(int seed, double lift, Func<ArmComparison, bool> isSo, bool cuped)
    {
        var shop = new SimulatedShop(seed);
        return Enumerable.Range(0, Runs).Count(_ => isSo(ArmComparer.Compare(
            SimulatedShop.Sum(shop.Arm(Users)), SimulatedShop.Sum(shop.Arm(Users, lift)), cuped)));
    }
}
