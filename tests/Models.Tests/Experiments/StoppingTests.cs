using StreamReco.Models.Experiments.Statistics;

namespace StreamReco.Models.Tests.Experiments;

public sealed class StoppingTests
{
    /// <summary>Published for five equal looks at a two-sided level of 5 % (Lan and DeMets, O'Brien-Fleming spending).</summary>
    [Fact]
    public void The_bounds_of_five_looks_are_the_published_ones()
    {
        double[] published = [4.877, 3.357, 2.680, 2.290, 2.031];

        foreach (var (bound, expected) in GroupSequentialPlan.Bounds([0.2, 0.4, 0.6, 0.8, 1], 0.05).Zip(published))
        {
            bound.ShouldBe(expected, 0.002);
        }

        GroupSequentialPlan.Bounds([1], 0.05).ShouldHaveSingleItem().ShouldBe(1.959964, 1e-5);
        Should.Throw<ArgumentException>(() => GroupSequentialPlan.Bounds([0.5, 0.4, 1], 0.05));
        Should.Throw<ArgumentException>(() => GroupSequentialPlan.Bounds([0.5], 0.05));
    }

    [Fact]
    public void A_hundred_looks_find_nothing_that_is_not_there_more_often_than_the_level()
    {
        const int Runs = 1_000;
        const int Looks = 100;
        const int UnitsALook = 100;
        var random = new Random(21);
        var (corrected, plain) = (0, 0);
        for (var run = 0; run < Runs; run++)
        {
            var (sum, isFound, isFoundPlainly) = (0.0, false, false);
            for (var look = 1; look <= Looks; look++)
            {
                sum += Math.Sqrt(UnitsALook) * Gaussian(random);
                var units = look * UnitsALook;
                var z = Math.Abs(sum) / Math.Sqrt(units);
                isFound |= z > ConfidenceSequence.Multiplier(units, Looks * UnitsALook, 0.05);
                isFoundPlainly |= z > 1.959964;
            }

            corrected += isFound ? 1 : 0;
            plain += isFoundPlainly ? 1 : 0;
        }

        corrected.ShouldBeLessThanOrEqualTo((int)(0.05 * Runs));
        plain.ShouldBeGreaterThan((int)(0.3 * Runs), "looking a hundred times without a correction finds something");
    }

    [Fact]
    public void The_planned_units_find_the_planned_lift()
    {
        const double Lift = 0.15;
        const int Runs = 400;
        var shop = new SimulatedShop(22);
        var today = SimulatedShop.Sum(shop.Arm(20_000));
        var mean = (double)today.K / (double)today.N;
        var variance = ArmComparer.Compare(today, today).Control.Variance * today.Units;

        var units = SamplePlan.UnitsPerArm(mean, variance, Lift);
        var found = Enumerable.Range(0, Runs).Count(_ => ArmComparer.Compare(
            SimulatedShop.Sum(shop.Arm((int)units)), SimulatedShop.Sum(shop.Arm((int)units, Lift))).Z > 1.959964);

        found.ShouldBeInRange((int)(0.74 * Runs), (int)(0.88 * Runs));
        SamplePlan.DetectableLift(mean, variance, units).ShouldBe(Lift, 0.001);
        SamplePlan.UnitsPerArm(mean, variance, Lift, StopRule.Anytime).ShouldBeGreaterThan((long)(1.4 * units));
        SamplePlan.UnitsPerArm(mean, variance, Lift, StopRule.GroupSequential).ShouldBeInRange(units, (long)(1.1 * units));
        SamplePlan.UnitsPerArm(mean, variance, Lift, varianceLeft: 0.5).ShouldBeInRange(units / 2, (units / 2) + 1);
    }

    [Fact]
    public void Corrections_are_the_textbook_ones()
    {
        MultipleComparisons.Holm([0.01, 0.04, 0.03]).ShouldBe([0.03, 0.06, 0.06], 1e-12);
        MultipleComparisons.BenjaminiHochberg([0.01, 0.04, 0.03, 0.5]).ShouldBe([0.04, 0.16 / 3, 0.16 / 3, 0.5], 1e-12);
        MultipleComparisons.Holm([0.9, 0.8]).ShouldBe([1, 1]);
    }

    [Fact]
    public void Verdicts_are_words_with_figures()
    {
        var shop = new SimulatedShop(23);
        var control = SimulatedShop.Sum(shop.Arm(20_000));
        Verdict Judge(double lift, double margin = 0.01, double p = 1) => Verdict.Of(
            "new", ArmComparer.Compare(control, SimulatedShop.Sum(shop.Arm(20_000, lift))), 1.96, margin, p);

        Judge(0.3).ToString().ShouldContain("better than the control (lift +");
        Judge(-0.3).Kind.ShouldBe(VerdictKind.Worse);
        Judge(0).Kind.ShouldBe(VerdictKind.NotEnough);
        Judge(0, margin: 0.2).Kind.ShouldBe(VerdictKind.NoDifference);
        Judge(0.3, p: 0.0001).ShouldSatisfyAllConditions(
            verdict => verdict.Kind.ShouldBe(VerdictKind.NotValid), verdict => verdict.Text.ShouldContain("p = 1.0e-4"));
    }

    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
