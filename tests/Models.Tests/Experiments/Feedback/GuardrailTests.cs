using System.Text;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Files;
using StreamReco.Models.Experiments.Statistics;
using static StreamReco.Models.Tests.Experiments.Feedback.FeedbackScene;

namespace StreamReco.Models.Tests.Experiments.Feedback;

/// <summary>Guardrails held against a simulated shop, look by look.</summary>
public sealed class GuardrailTests
{
    private static readonly Guardrail _clicks = new() { Metric = ExperimentMetric.ClickThrough };

    [Fact]
    public void Planted_harm_is_found_within_twice_the_time_of_one_look_that_was_planned_for_it()
    {
        const int Runs = 150;
        const int Looks = 20;
        const double Harm = 0.1;
        var today = SimulatedShop.Sum(new SimulatedShop(70).Arm(20_000));
        var (plain, cuped) = (ArmComparer.Compare(today, today), ArmComparer.Compare(today, today, cuped: true));
        var optimal = (int)SamplePlan.UnitsPerArm(
            plain.Control.Value, plain.Control.Variance * today.Units, Harm - _clicks.Margin, StopRule.Fixed, 2 * _clicks.Level,
            power: 0.8, cuped.VarianceLeft);

        var found = Enumerable.Range(0, Runs).Count(run => Play(71 + run, 2 * optimal, Looks, -Harm, [_clicks]) is not null);

        found.ShouldBeGreaterThanOrEqualTo((int)(0.8 * Runs), $"one look finds it in 80 % after {optimal} units an arm");
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0)]
    public void Arms_that_are_alike_are_stopped_in_less_than_one_per_cent(double margin)
    {
        const int Runs = 250;
        Guardrail[] guardrails =
        [
            _clicks with { Margin = margin }, new() { Metric = ExperimentMetric.Revenue, Margin = margin },
            _clicks with { Margin = margin, Direction = HarmDirection.Increase },
        ];

        var stopped = Enumerable.Range(0, Runs).Count(run => Play(300 + run, 2_500, 20, 0, guardrails) is not null);

        stopped.ShouldBeLessThan((Runs / 100) + 1);
    }

    [Fact]
    public void An_arm_at_its_bound_is_called_harmful_in_less_than_the_level_over_a_hundred_looks()
    {
        const int Runs = 3_000;
        const int Looks = 100;
        const int UnitsALook = 100;
        const double Level = 0.02;
        var random = new Random(72);
        var (found, plain) = (0, 0);
        for (var run = 0; run < Runs; run++)
        {
            var (sum, least, highest) = (0.0, 1.0, double.NegativeInfinity);
            for (var units = UnitsALook; units <= Looks * UnitsALook; units += UnitsALook)
            {
                sum += Math.Sqrt(UnitsALook) * Gaussian(random);
                var z = sum / Math.Sqrt(units);
                least = Math.Min(least, ConfidenceSequence.PValueAbove(z, units, 5_000, Level));
                highest = Math.Max(highest, z);
            }

            found += least <= Level ? 1 : 0;
            plain += highest > 2.0537 ? 1 : 0; // of one look at the same level
        }

        found.ShouldBeInRange(1, (int)(Level * Runs));
        plain.ShouldBeGreaterThan((int)(0.1 * Runs));
    }

    [Fact]
    public void Harm_is_stated_with_its_figures_and_several_guardrails_are_corrected_for_their_number()
    {
        var shop = new SimulatedShop(73);
        var tallies = Tallies(shop.Arm(8_000), shop.Arm(8_000, -0.2));
        var alone = Check(tallies, [_clicks]).ShouldHaveSingleItem();
        var among = Check(tallies, [_clicks, _clicks with { Direction = HarmDirection.Increase }]);

        (alone.State, alone.Units).ShouldBe((GuardrailState.Harmed, 8_000));
        alone.Lift.ShouldBe(-0.2, 0.05);
        alone.Says("click through").ShouldStartWith("new: click through -");
        alone.Says("click through").ShouldContain("(8,000 and 8,000 users), beyond the margin of 1.0%: p 0");
        among[0].CorrectedP.ShouldBe(2 * alone.CorrectedP, 1e-12);
        (among[1].State, among[1].CorrectedP).ShouldBe((GuardrailState.Kept, 1));
    }

    [Fact]
    public void An_arm_in_which_nothing_happens_any_more_is_harmed_too()
    {
        var shop = new SimulatedShop(75);
        var dead = shop.Arm(600).Select(unit => unit with { Numerator = 0 }).ToList();

        Check(Tallies(shop.Arm(600), dead), [_clicks]).ShouldHaveSingleItem().State.ShouldBe(GuardrailState.Harmed);
        Check(Tallies(dead, dead), [_clicks]).ShouldHaveSingleItem().State.ShouldBe(GuardrailState.NotEnough);
    }

    [Fact]
    public void Nothing_is_said_before_five_hundred_users_of_each_arm_nor_while_the_sample_ratio_is_wrong()
    {
        var shop = new SimulatedShop(74);
        var (control, harmed) = (shop.Arm(4_000), shop.Arm(4_000, -0.5));

        Check(Tallies(control, harmed[..499]), [_clicks]).ShouldHaveSingleItem().State.ShouldBe(GuardrailState.NotEnough);
        Check([], [_clicks]).ShouldHaveSingleItem().Says("carts").ShouldContain("before both arms have 500 matured users (0 and 0 so far)");
        Check(Tallies(control, harmed[..2_500]), [_clicks]).ShouldHaveSingleItem().State.ShouldBe(GuardrailState.NotValid);
        Check(Tallies(control, harmed), null).ShouldBeEmpty();
    }

    [Fact]
    public void A_definition_keeps_its_guardrails_and_one_without_has_the_bytes_of_before()
    {
        var plan = new ExperimentPlan { Guardrails = [new() { Metric = ExperimentMetric.Conversion, Margin = 0.05 }], Rollback = false };
        var stopped = new ExperimentDefinition(Two(), plan, IsRunning: false) { StoppedBecause = "new: conversion -9 %" };
        var json = ExperimentJson.Write(stopped);
        var read = ExperimentJson.Parse(Encoding.UTF8.GetBytes(json));

        ExperimentJson.Write(read).ShouldBe(json);
        json.ShouldEndWith(
            """guardrails":[{"metric":"conversion","direction":"decrease","margin":0.05,"level":0.01}],"rollback":false},"running":false,"stopped_because":"new: conversion -9 %"}""");
        (read.Plan.Guardrails!.ShouldHaveSingleItem(), read.Plan.Rollback, read.StoppedBecause)
            .ShouldBe((plan.Guardrails[0], false, "new: conversion -9 %"));
        ExperimentJson.Write(new ExperimentDefinition(Two(), new ExperimentPlan())).ShouldEndWith(
            """plan":{"surface":"recommendations","exposure":"seen","metric":"click_through","rule":"anytime","planned_units":0,"alpha":0.05,"margin":0.01},"running":true}""");
    }

    [Theory]
    [InlineData(-0.1, 0.01, "guardrail 2: margin is -0.1")]
    [InlineData(1, 0.01, "guardrail 2: margin is 1")]
    [InlineData(0.1, 0, "guardrail 2: level is 0")]
    [InlineData(0.1, double.NaN, "guardrail 2: level is NaN")]
    public void What_no_guardrail_can_be_is_named(double margin, double level, string fault) => new ExperimentPlan
    {
        Guardrails = [_clicks, _clicks with { Margin = margin, Level = level }],
    }.Faults().ShouldHaveSingleItem().ShouldStartWith(fault);

    [Fact]
    public void There_are_eight_guardrails_at_most() => new ExperimentPlan { Guardrails = [.. Enumerable.Repeat(_clicks, 9)] }
        .Faults().ShouldHaveSingleItem().ShouldStartWith("guardrails are 9");

    /// <summary>An experiment whose arms grow by the same number of users before each look.</summary>
    /// <returns>Users an arm at the look that found harm; null if none did.</returns>
    private static int? Play(int seed, int users, int looks, double lift, Guardrail[] guardrails)
    {
        var shop = new SimulatedShop(seed);
        var (control, arm, controlRevenue, armRevenue) = (default(UnitSums), default(UnitSums), default(UnitSums), default(UnitSums));
        var hasRevenue = guardrails.Any(guardrail => guardrail.Metric == ExperimentMetric.Revenue);
        for (var look = 1; look <= looks; look++)
        {
            control += SimulatedShop.Sum(shop.Arm(users / looks));
            arm += SimulatedShop.Sum(shop.Arm(users / looks, lift));
            controlRevenue += hasRevenue ? SimulatedShop.Sum(shop.Revenue(users / looks)) : default;
            armRevenue += hasRevenue ? SimulatedShop.Sum(shop.Revenue(users / looks)) : default;
            if (Check([Tally(0, control, controlRevenue), Tally(1, arm, armRevenue)], guardrails).Any(one => one.State == GuardrailState.Harmed))
            {
                return look * (users / looks);
            }
        }

        return null;
    }

    private static IReadOnlyList<GuardrailFigures> Check(IReadOnlyList<ArmTally> tallies, Guardrail[]? guardrails) => GuardrailCheck.Of(
        [new ExperimentDefinition(Two(), new ExperimentPlan { Guardrails = guardrails })], tallies);

    private static ArmTally[] Tallies(IEnumerable<UnitTotals> control, IEnumerable<UnitTotals> arm) =>
        [Tally(0, SimulatedShop.Sum(control), default), Tally(1, SimulatedShop.Sum(arm), default)];

    private static ArmTally Tally(int arm, UnitSums clicks, UnitSums revenue)
    {
        var sums = new UnitSums[ExperimentMetrics.All.Count];
        (sums[(int)ExperimentMetric.ClickThrough], sums[(int)ExperimentMetric.Revenue]) = (clicks, revenue);
        return new ArmTally(Id, arm, 1, IsKnown: true) { Exposed = clicks.Units, All = sums, OfMatured = sums };
    }

    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
