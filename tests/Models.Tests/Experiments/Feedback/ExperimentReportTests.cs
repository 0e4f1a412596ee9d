using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Statistics;
using static StreamReco.Models.Tests.Experiments.Feedback.FeedbackScene;

namespace StreamReco.Models.Tests.Experiments.Feedback;

public sealed class ExperimentReportTests
{
    private const int Users = 4_000;
    private const long EndMs = StartMs + (30L * 86_400_000);

    [Fact]
    public void A_planted_lift_is_found_and_stated_with_its_interval()
    {
        var report = Run(seed: 1, controlRate: 0.10, armRate: 0.16);

        var arm = report.Arms[1];
        arm.Verdict!.Kind.ShouldBe(VerdictKind.Better, arm.Verdict.Text);
        arm.Metrics[0].Metric.ShouldBe(ExperimentMetric.ClickThrough);
        arm.Metrics[0].Lift.ShouldBeInRange(0.4, 0.8, "0.6 was planted");
        arm.Metrics[0].Low.ShouldBeInRange(0.2, arm.Metrics[0].Lift);
        arm.Metrics.Skip(1).ShouldAllBe(metric => metric.CorrectedP >= 0 && metric.CorrectedP <= 1);
        (report.Arms[0].Verdict, report.Arms[0].Matured).ShouldBe((null, report.Arms[0].Exposed));
    }

    [Fact]
    public void Reciprocal_ranks_are_shares_of_1_and_not_millionths()
    {
        var metrics = Run(seed: 1, controlRate: 0.10, armRate: 0.16).Arms[1].Metrics.ToDictionary(metric => metric.Metric);

        var (hits, ranks) = (metrics[ExperimentMetric.HitRate], metrics[ExperimentMetric.ReciprocalRank]);
        ranks.Control.ShouldBe(hits.Control / 2, 0.01, "every click is on the second item");
        ranks.Value.ShouldBe(hits.Value / 2, 0.01);
    }

    [Fact]
    public void What_is_missing_for_a_verdict_is_told()
    {
        var few = Run(seed: 1, controlRate: 0.03, armRate: 0.16, users: 40).Arms[1].Verdict!;

        few.Kind.ShouldBe(VerdictKind.NotEnough);
        few.Text.ShouldContain("the control is not surely above 0, for the 2.0 standard errors that the plan asks for are ");
    }

    [Fact]
    public void Arms_that_are_alike_are_seldom_called_different()
    {
        const int Runs = 60;

        var called = Enumerable.Range(0, Runs).Count(seed =>
            Run(100 + seed, 0.1, 0.1, users: 600).Arms[1].Verdict!.Kind is VerdictKind.Better or VerdictKind.Worse);

        called.ShouldBeLessThanOrEqualTo(5, "5 % of 60 is 3");
    }

    [Fact]
    public void Units_lost_on_one_side_make_it_not_valid()
    {
        var report = Run(seed: 2, 0.1, 0.1, lose: unit => unit % 3 == 0);

        report.RatioP.ShouldBeLessThan(SampleRatio.Level);
        report.Arms[1].Verdict!.Kind.ShouldBe(VerdictKind.NotValid);
    }

    [Fact]
    public void A_ramp_is_no_loss_of_units()
    {
        var versions = new[] { Definition(1, 100_000), Definition(2, 500_000) };
        var ledger = new FeedbackLedger(new FeedbackOptions());
        for (var unit = 0; unit < Users; unit++)
        {
            Play(ledger, versions[unit < Users / 2 ? 0 : 1], $"u{unit}", new Random(unit), 0.1, 0.1);
        }

        var report = ExperimentReport.Of(versions, FeedbackTally.Of(ledger, Id, EndMs));

        report.RatioP.ShouldBeGreaterThan(0.01);
        FeedbackTally.Of(ledger, Id, EndMs).Select(tally => tally.Version).Distinct().ShouldBe([1, 2]);
    }

    [Fact]
    public void Nothing_is_said_before_units_have_matured()
    {
        var versions = new[] { Definition(1, 500_000) };
        var ledger = new FeedbackLedger(new FeedbackOptions());
        for (var unit = 0; unit < 100; unit++)
        {
            Play(ledger, versions[0], $"u{unit}", new Random(unit), 0.1, 0.9);
        }

        var report = ExperimentReport.Of(versions, FeedbackTally.Of(ledger, Id, StartMs + 60_000));

        report.Arms[1].Matured.ShouldBe(0);
        report.Arms[1].Exposed.ShouldBeGreaterThan(20);
        report.Arms[1].Verdict!.Kind.ShouldBe(VerdictKind.NotEnough);
    }

    [Fact]
    public void A_metric_of_clicks_is_judged_once_the_window_of_clicks_has_closed()
    {
        var versions = new[] { Definition(1, 500_000) };
        var ledger = new FeedbackLedger(new FeedbackOptions());
        for (var unit = 0; unit < 400; unit++)
        {
            Play(ledger, versions[0], $"u{unit}", new Random(unit), 0.1, 0.9);
        }

        var report = ExperimentReport.Of(versions, FeedbackTally.Of(ledger, Id, StartMs + (long)TimeSpan.FromHours(1).TotalMilliseconds));

        var arm = report.Arms[1];
        (arm.Matured, arm.Verdict!.Kind).ShouldBe((arm.Exposed, VerdictKind.Better));
        arm.Metrics.Select(metric => metric.Metric).ShouldBe(
            [ExperimentMetric.ClickThrough, ExperimentMetric.HitRate, ExperimentMetric.ReciprocalRank]);
    }

    private static ExperimentReport Run(int seed, double controlRate, double armRate, int users = Users, Func<int, bool>? lose = null)
    {
        var definition = Definition(1, 500_000);
        var ledger = new FeedbackLedger(new FeedbackOptions());
        var random = new Random(seed);
        for (var unit = 0; unit < users; unit++)
        {
            Play(ledger, definition, $"s{seed}-u{unit}", random, controlRate, armRate, lose?.Invoke(unit) ?? false);
        }

        return ExperimentReport.Of([definition], FeedbackTally.Of(ledger, Id, EndMs));
    }

    /// <summary>A user who is shown five lists, and clicks with the rate of the arm.</summary>
    private static void Play(
        FeedbackLedger ledger, ExperimentDefinition definition, string unit, Random random, double controlRate, double armRate,
        bool isLost = false)
    {
        const int Lists = 5;
        var arm = ledger.Enrol(definition.Experiment, unit, 0);
        if (arm < 0 || (isLost && arm == 1))
        {
            return;
        }

        for (var i = 0; i < Lists; i++)
        {
            var (list, atMs) = (List($"{unit}-{i}"), StartMs + i);
            ledger.Serve(unit, list, Surface.Recommendations, atMs, [Id]);
            ledger.Expose(unit, list, [Item("i1"), Item("i2")], atMs, [random.Next(3), 0, 0]);
            if (random.NextDouble() < (arm == 0 ? controlRate : armRate))
            {
                ledger.Act(unit, new ItemAction(FeedbackAction.Click, Item("i2"), list, atMs), NothingBefore);
            }
        }
    }

    private static ExperimentDefinition Definition(int version, int share) => new(
        Two(version: version, share: share), new ExperimentPlan { Rule = StopRule.Fixed });
}
