using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Statistics;
using static StreamReco.Models.Tests.Experiments.Feedback.FeedbackScene;

namespace StreamReco.Models.Tests.Experiments.Feedback;

public sealed class AaTestTests
{
    private const int Drawings = 1_000;

    [Fact]
    public void A_thousand_drawings_of_one_shop_call_about_a_twentieth_of_them_different()
    {
        var result = Test(units: 1_500, seed: 1).Run(Drawings, 7, new ExperimentPlan { Rule = StopRule.Fixed });

        (result.Drawings, result.Units).ShouldBe((Drawings, 1_500));
        result.RatioOff.ShouldBeLessThanOrEqualTo(5);
        foreach (var metric in result.Metrics.Where(metric => metric.Metric is not ExperimentMetric.RevenuePerList))
        {
            metric.Judged.ShouldBe(Drawings);
            metric.Share.ShouldBeInRange(0.036, 0.064, $"{metric.Metric}: 5 % ± 1.4");
            metric.IsTooOften(0.05).ShouldBeFalse();
        }
    }

    [Fact]
    public void Looks_at_any_time_call_fewer_of_them_different()
    {
        var result = Test(units: 600, seed: 2).Run(300, 7, new ExperimentPlan { Rule = StopRule.Anytime });

        result.Metrics.ShouldAllBe(metric => metric.Share <= 0.03);
    }

    [Fact]
    public void The_same_seed_draws_the_same_and_another_one_does_not()
    {
        var (test, plan) = (Test(units: 300, seed: 3), new ExperimentPlan { Rule = StopRule.Fixed });

        var first = test.Run(50, 7, plan);

        test.Run(50, 7, plan).Metrics.ShouldBe(first.Metrics);
        test.Run(50, 8, plan).Metrics.ShouldNotBe(first.Metrics);
    }

    [Fact]
    public void A_metric_that_is_called_too_often_is_named_so()
    {
        new AaMetric(ExperimentMetric.ClickThrough, 1_000, 70).IsTooOften(0.05).ShouldBeFalse();
        new AaMetric(ExperimentMetric.ClickThrough, 1_000, 75).IsTooOften(0.05).ShouldBeTrue();
        new AaMetric(ExperimentMetric.ClickThrough, 0, 0).IsTooOften(0.05).ShouldBeFalse();
    }

    /// <summary>Users who differ in how much they click and buy; a third of them were seen before.</summary>
    private static AaTest Test(int units, int seed)
    {
        var (ledger, random) = (new FeedbackLedger(new FeedbackOptions()), new Random(seed));
        var experiment = AaTest.Halves(Id, Salt(9));
        for (var unit = 0; unit < units; unit++)
        {
            var (name, likes) = ($"u{unit}", 0.3 * random.NextDouble());
            long[] before = [unit % 3 == 0 ? random.Next(4) : 0, 0, 0];
            ledger.Enrol(experiment, name, 0);
            for (var i = 0; i <= random.Next(5); i++)
            {
                var (list, atMs) = (List($"{name}-{i}"), StartMs + i);
                ledger.Serve(name, list, Surface.Recommendations, atMs, [Id]);
                ledger.Expose(name, list, [Item("i1"), Item("i2")], atMs, before);
                foreach (var action in Enum.GetValues<FeedbackAction>().Where(_ => random.NextDouble() < likes))
                {
                    ledger.Act(name, new ItemAction(action, Item("i2"), list, atMs, 2, (long)Math.Exp(7 + (3 * random.NextDouble()))), before);
                }
            }
        }

        var test = new AaTest();
        test.Add(ledger, Id);
        return test;
    }
}
