using StreamReco.Models.Experiments.Statistics;

namespace StreamReco.Models.Tests.Experiments;

/// <summary>The levels, powers and coverages that figures of experiments are to keep, in long seeded runs.</summary>
[Trait("Length", "long")]
public sealed class AcceptanceTests
{
    private const double Z = 1.959964;

    public static TheoryData<string, bool, bool, bool> Cases()
    {
        var cases = new TheoryData<string, bool, bool, bool>();
        foreach (var metric in (string[])["clicks", "conversion", "revenue"])
        {
            foreach (var cuped in (bool[])[false, true])
            {
                cases.Add(metric, cuped, false, false);
                cases.Add(metric, cuped, true, false);
                cases.Add(metric, cuped, false, true);
            }
        }

        return cases;
    }

    /// <summary>
    /// Users come over a hundred looks; where some are erased, one of each arm goes at each look; where the shares grow, users of the first
    /// third keep their arms and are a phase of their own.
    /// </summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Arms_that_are_alike_keep_the_level_at_one_look_and_over_a_hundred(string metric, bool cuped, bool erased, bool ramped)
    {
        const int Runs = 4_000;
        const int Looks = 100;
        const int UsersALook = 10;
        var shop = new SimulatedShop(31);
        var random = new Random(32);
        var (once, ever) = (0, 0);
        for (var run = 0; run < Runs; run++)
        {
            UnitSums[][] phases = [[default, default], [default, default]];
            List<UnitTotals>[] units = [[], []];
            var (isCalled, last) = (false, default(ArmComparison));
            for (var look = 1; look <= Looks; look++)
            {
                var sums = phases[ramped && look > Looks / 3 ? 1 : 0];
                for (var arm = 0; arm < 2; arm++)
                {
                    var came = Users(shop, random, metric, UsersALook);
                    sums[arm] += SimulatedShop.Sum(came);
                    units[arm].AddRange(came);
                    if (erased)
                    {
                        var at = random.Next(units[arm].Count);
                        sums[arm] -= UnitSums.Of(units[arm][at]);
                        (units[arm][at], units[arm][^1]) = (units[arm][^1], units[arm][at]);
                        units[arm].RemoveAt(units[arm].Count - 1);
                    }
                }

                UnitSums[][] strata = [.. phases.Where(phase => phase[0].Units > 0)];
                last = ArmComparer.Compare([.. strata.Select(phase => phase[0])], [.. strata.Select(phase => phase[1])], cuped);
                isCalled |= Math.Abs(last.Z) > ConfidenceSequence.Multiplier(last.Units, 2 * Looks * UsersALook, 0.05);
            }

            once += Math.Abs(last.Z) > Z ? 1 : 0;
            ever += isCalled ? 1 : 0;
        }

        once.ShouldBeInRange((int)(0.04 * Runs), (int)(0.06 * Runs), "one look at the end");
        ever.ShouldBeLessThanOrEqualTo((int)(0.05 * Runs), "a hundred looks");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Intervals_hold_the_planted_lift_in_94_to_96_per_cent(bool cuped)
    {
        const int Runs = 10_000;
        const int Users = 1_000;
        const double Lift = 0.15;
        var shop = new SimulatedShop(33);

        var held = Enumerable.Range(0, Runs).Count(_ => ArmComparer.Compare(
            SimulatedShop.Sum(shop.Arm(Users)), SimulatedShop.Sum(shop.Arm(Users, Lift)), cuped).LiftInterval(Z)
                is var (low, high) && low <= Lift && Lift <= high);

        held.ShouldBeInRange((int)(0.94 * Runs), (int)(0.96 * Runs));
    }

    [Fact]
    public void A_lift_of_three_per_cent_is_found_by_the_planned_users()
    {
        const int Runs = 400;
        const double Lift = 0.03;
        var shop = new SimulatedShop(34);
        var (before, all) = (SimulatedShop.Sum(shop.Arm(40_000)), SimulatedShop.Sum(shop.Arm(40_000)));
        var same = ArmComparer.Compare(before, all, cuped: true);
        var units = (int)SamplePlan.UnitsPerArm(
            same.Control.Value, ArmComparer.Compare(before, all).Control.Variance * before.Units, Lift, power: 0.85, varianceLeft: same.VarianceLeft);

        var found = Enumerable.Range(0, Runs).Count(_ => ArmComparer.Compare(
            SimulatedShop.Sum(shop.Arm(units)), SimulatedShop.Sum(shop.Arm(units, Lift)), cuped: true).Z > Z);

        found.ShouldBeGreaterThanOrEqualTo((int)(0.8 * Runs), $"{units} users an arm, planned for 85 %");
    }

    private static List<UnitTotals> Users(SimulatedShop shop, Random random, string metric, int users) => metric switch
    {
        "clicks" => shop.Arm(users),
        "revenue" => shop.Revenue(users),
        _ => [.. Enumerable.Range(0, users).Select(_ => Buyer(random))],
    };

    /// <summary>Users who differ in how likely they buy, and bought before as likely.</summary>
    private static UnitTotals Buyer(Random random)
    {
        var likes = random.NextDouble() * 0.3;
        return new UnitTotals(random.NextDouble() < likes ? 1 : 0, 1, (random.NextDouble() < likes ? 1 : 0) + (random.NextDouble() < likes ? 1 : 0));
    }
}
