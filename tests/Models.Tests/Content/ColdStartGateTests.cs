using FsCheck;
using FsCheck.Fluent;
using StreamReco.Models.Content;
using StreamReco.Models.Evaluation;
using StreamReco.Models.Ranking;
using StreamReco.Models.Tests.Training.Stack;
using StreamReco.Models.Training.Content;
using StreamReco.Models.Training.Stack;

namespace StreamReco.Models.Tests.Content;

public sealed class ColdStartGateTests
{
    [Fact]
    public void The_gate_opens_where_clicks_go_by_content_and_says_why()
    {
        var stack = Train(byContent: true);

        stack.Parts.Content!.Gate.IsOpen.ShouldBeTrue();
        stack.Plan.Sources.Select(source => source.Name).ShouldContain("content");
        var choice = stack.Selection.Choices.Single(choice => choice.Part == "content gate");
        choice.Chosen.ShouldBe("open");
        choice.Tried["log loss"].ShouldBeLessThan(choice.Tried["log loss of the mere rate"]);
        choice.Tried["chance at likeness .9"].ShouldBeGreaterThan(choice.Tried["chance at likeness .5"]);
    }

    [Fact]
    public void The_gate_stays_closed_where_content_says_nothing()
    {
        var stack = Train(byContent: false);

        stack.Parts.Content!.Gate.IsOpen.ShouldBeFalse();
        stack.Selection.Choices.Single(choice => choice.Part == "content gate").Chosen.ShouldBe("closed");
    }

    [Fact]
    public void Without_content_a_stack_is_as_before()
    {
        var stack = TwoStageSamples.Stack();
        stack.Parts.Content.ShouldBeNull();
        stack.Plan.Sources.Select(source => source.Name).ShouldNotContain("content");
    }

    [Fact]
    public void Places_are_worth_what_they_held_and_no_place_less_than_the_next() => Prop.ForAll(
        Gen.Choose(0, 25).NonEmptyListOf().ToArbitrary(),
        ranks =>
        {
            var rates = GateTrainer.PlaceRates([.. ranks]);
            var hits = ranks.Count(rank => rank is >= 1 and <= RankingMetrics.CutoffMax);
            return rates.Length == RankingMetrics.CutoffMax
                && rates.Zip(rates.Skip(1)).All(pair => pair.First >= pair.Second)
                && Math.Abs(rates.Sum() - ((double)hits / ranks.Count)) < 1e-3;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_item_takes_the_first_place_that_is_worth_less()
    {
        var gate = new ColdStartGate([0, 1, 1, 1, 1], [0.5f, 0.3f, 0.1f]);
        gate.PlaceOf(0.4f, 1, 3).ShouldBe(2);
        gate.PlaceOf(0.4f, 3, 3).ShouldBe(3);
        gate.PlaceOf(0.05f, 1, 3).ShouldBe(0);
        gate.PlaceOf(0.2f, 1, 2).ShouldBe(0);
        ColdStartGate.Closed.ChanceOf(new ColdStartSimilarity(1, 1, 1)).ShouldBe(0);
    }

    [Fact]
    public void Logistic_regression_finds_the_weights_that_made_the_data()
    {
        var random = new Random(1);
        var (features, hits) = (new List<float[]>(), new List<bool>());
        for (var i = 0; i < 20_000; i++)
        {
            float[] x = [random.NextSingle(), random.NextSingle()];
            features.Add(x);
            hits.Add(random.NextDouble() < 1 / (1 + Math.Exp(2 - (3 * x[0]) + x[1])));
        }

        var weights = LogisticRegression.Fit(features, hits);
        weights[0].ShouldBe(-2, 0.2);
        weights[1].ShouldBe(3, 0.2);
        weights[2].ShouldBe(-1, 0.2);
    }

    [Fact]
    public void Data_that_a_line_tells_apart_give_finite_weights()
    {
        var features = Enumerable.Range(0, 4_000).Select(i => new float[] { i % 50 == 0 ? 1 : 0, i % 50 == 0 ? 1 : 0 }).ToList();
        bool[] hits = [.. features.Select(x => x[0] > 0)];

        var weights = LogisticRegression.Fit(features, hits);

        weights.ShouldAllBe(weight => double.IsFinite(weight));
        LogisticRegression.ChanceOf(weights, [1, 1]).ShouldBeGreaterThan(0.8);
        LogisticRegression.ChanceOf(weights, [0, 0]).ShouldBeLessThan(0.02);
    }

    private static TwoStageModel Train(bool byContent) => new TwoStageTrainer(TwoStageSamples.Settings, TimeProvider.System)
        .Train(ContentSamples.Clicks(items: 200, topics: 10, byContent), null, default);
}
