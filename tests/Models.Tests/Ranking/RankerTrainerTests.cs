using StreamReco.Models.Ranking;
using StreamReco.Models.Training.Ranker;

namespace StreamReco.Models.Tests.Ranking;

public sealed class RankerTrainerTests
{
    private static readonly RankLayout Layout = RankSamples.Layout(candidates: 12, features: 5);

    [Fact]
    public void The_gradient_is_that_of_finite_differences()
    {
        var examples = RankSamples.Examples(Layout, 20, seed: 3);
        var scaling = FeatureScaling.Of(examples, examples.Count);
        var weights = RankerWeights.Initial(5, 32, seed: 4);
        var random = new Random(5);
        foreach (ref var weight in weights.All.AsSpan())
        {
            weight += (random.NextSingle() - 0.5f) * 0.2f;
        }

        var gradient = new RankerGradient(examples, scaling, 32, 12);
        for (var query = 0; query < examples.Count; query++)
        {
            gradient.Add(weights, query);
        }

        const float step = 1e-2f;
        for (var i = 0; i < weights.All.Length; i++)
        {
            var kept = weights.All[i];
            weights.All[i] = kept + step;
            var above = Loss(gradient, weights, examples.Count);
            weights.All[i] = kept - step;
            var below = Loss(gradient, weights, examples.Count);
            weights.All[i] = kept;
            var expected = (above - below) / (2 * step);
            ((double)gradient.Sum.All[i]).ShouldBe(expected, 2e-3 + (0.01 * Math.Abs(expected)), $"parameter {i}");
        }
    }

    [Fact]
    public void It_learns_a_product_of_features_and_weights_by_session_length()
    {
        var examples = RankSamples.Examples(Layout, 3000, seed: 1);

        var (_, best) = new RankerTrainer(new RankerSettings { Threads = 1, Batch = 64 }).Train(examples, null, default);

        best.ReciprocalRank20.ShouldBeGreaterThan(0.8); // by chance 0.45
    }

    [Fact]
    public void The_mean_of_rankers_scores_as_they_do_on_average()
    {
        var random = new Random(8);
        RankerModel[] models =
        [
            RankSamples.Model(Layout, 32, random), RankSamples.Model(Layout, 64, random), RankSamples.Model(Layout, 32, random),
        ];
        var request = RankSamples.Request(Layout, random);

        var mean = RankerModel.MeanOf(models);

        mean.Hidden.ShouldBe(128);
        for (var candidate = 0; candidate < request.Count; candidate++)
        {
            mean.Score(request.FeaturesOf(candidate), request.LengthClass).ShouldBe(
                models.Average(model => model.Score(request.FeaturesOf(candidate), request.LengthClass)), 1e-4f);
        }
    }

    [Fact]
    public void The_first_network_is_the_same_among_more_and_the_next_is_another()
    {
        var examples = RankSamples.Examples(Layout, 40, seed: 2);
        var settings = new RankerSettings { EpochsMax = 1, Threads = 1, HeldOutShare = 0.5, Members = 1 };
        var one = new RankerTrainer(settings).Train(examples, null, default).Model;

        var two = new RankerTrainer(settings with { Members = 2 }).Train(examples, null, default).Model;

        two.HiddenBias[..one.Hidden].ShouldBe(one.HiddenBias);
        two.HiddenBias[one.Hidden..].ShouldNotBe(one.HiddenBias);
    }

    [Fact]
    public void The_result_is_the_same_for_any_number_of_threads_and_another_for_another_seed()
    {
        var examples = RankSamples.Examples(Layout, 400, seed: 2);
        var settings = new RankerSettings { EpochsMax = 2, Threads = 1 };

        var one = Train(settings);
        var three = Train(settings with { Threads = 3 });
        var other = Train(settings with { Seed = 9 });

        three.HiddenWeights.ShouldBe(one.HiddenWeights);
        three.Linear.ShouldBe(one.Linear);
        other.HiddenWeights.ShouldNotBe(one.HiddenWeights);

        RankerModel Train(RankerSettings used) => new RankerTrainer(used).Train(examples, null, default).Model;
    }

    [Fact]
    public void A_query_whose_answer_no_source_found_counts_against_coverage_only()
    {
        var examples = new RankExamples(5);
        var request = RankSamples.Request(Layout, new Random(1));

        examples.Add(request, request.Rows[0]);
        examples.Add(request, targetRow: 1);

        (examples.Count, examples.Asked, examples.Coverage).ShouldBe((1, 2, 0.5));
    }

    private static double Loss(RankerGradient gradient, RankerWeights weights, int count) =>
        Enumerable.Range(0, count).Sum(query => gradient.Judge(weights, query).Loss);
}
