using StreamReco.Models.Onnx;
using StreamReco.Models.Ranking;
using StreamReco.Models.Scoring;
using StreamReco.Models.Training.Ranker;

namespace StreamReco.Models.Tests.Ranking;

public sealed class OnnxRankerTests
{
    private static readonly OnnxScorerOptions _cpu = new() { Provider = "cpu" };

    [Theory]
    [InlineData(150, 44, 64)]
    [InlineData(37, 5, 32)]
    public void The_graph_gives_the_scores_of_the_formula_with_the_same_bits_in_every_batch(int candidates, int features, int hidden)
    {
        var random = new Random(7);
        var layout = RankSamples.Layout(candidates, features);
        var model = RankSamples.Model(layout, hidden, random);
        using var ranker = OnnxScorers.OfRanker(RankerGraphWriter.Write(layout, model), layout, _cpu);
        RankRequest[] requests = [.. Enumerable.Range(0, 128).Select(_ => RankSamples.Request(layout, random))];
        var alone = requests.Select(request => ScoresOf(ranker, [request])[0]).ToArray();

        for (var i = 0; i < requests.Length; i++)
        {
            model.Score(requests[i]);
            alone[i].ShouldBe(requests[i].Scores[..requests[i].Count], 1e-4, $"request {i}");
        }

        foreach (var size in new[] { 2, 3, 4, 5, 8, 16, 17, 32, 64, 100, 128 })
        {
            var start = random.Next(requests.Length - size + 1);
            var together = ScoresOf(ranker, requests[start..(start + size)]);
            for (var i = 0; i < size; i++)
            {
                together[i].ShouldBe(alone[start + i], $"batch of {size}, request {start + i}");
            }
        }
    }

    [Theory]
    [InlineData(200, 48, 192)]
    [InlineData(37, 5, 32)]
    public void What_is_computed_beside_the_graph_says_what_the_graph_says_and_the_same_for_every_batch(
        int candidates, int features, int hidden)
    {
        var random = new Random(17);
        var layout = RankSamples.Layout(candidates, features);
        var graph = RankerGraphWriter.Write(layout, RankSamples.Model(layout, hidden, random));
        using var ranker = OnnxScorers.OfRanker(graph, layout, _cpu);
        using var plain = new RankScorer(RankerGraphWriter.Read(GraphCut.Read(graph)!)!, 64);
        RankRequest[] requests = [.. Enumerable.Range(0, 40).Select(_ => RankSamples.Request(layout, random))];
        var expected = ScoresOf(ranker, requests);

        var together = ScoresOf(plain, requests);

        for (var i = 0; i < requests.Length; i++)
        {
            together[i].ShouldBe(expected[i], 1e-4, $"request {i}");
            ScoresOf(plain, [requests[i]])[0].ShouldBe(together[i], $"request {i} alone");
        }
    }

    [Fact]
    public void A_graph_of_another_form_is_left_to_the_runtime()
    {
        var layout = RankSamples.Layout(10, 5);
        var graph = GraphCut.Read(RankerGraphWriter.Write(layout, RankSamples.Model(layout, 32, new Random(2))))!;
        RankerGraphWriter.Read(graph).ShouldNotBeNull();

        graph.Graph.Node[4].OpType = "Relu";

        RankerGraphWriter.Read(graph).ShouldBeNull();
    }

    [Fact]
    public void The_model_on_raw_features_is_the_trainer_s_on_scaled_ones()
    {
        var layout = RankSamples.Layout(12, 5);
        var examples = RankSamples.Examples(layout, 300, seed: 6);
        var (model, best) = new RankerTrainer(new RankerSettings { Members = 1, EpochsMax = 3, Threads = 1, HeldOutShare = 0.5 })
            .Train(examples, null, default);
        using var ranker = OnnxScorers.OfRanker(RankerGraphWriter.Write(layout, model), layout, _cpu);
        var random = new Random(6);
        var reciprocals = 0.0;

        for (var i = 0; i < examples.Count; i++)
        {
            var request = RankSamples.Request(layout, random); // the same as the examples'
            ranker.Score([request]);
            if (i >= 150)
            {
                var target = request.Scores[examples.LabelOf(i).Target];
                reciprocals += 1.0 / request.Scores.Take(request.Count).Count(score => score >= target);
            }
        }

        (reciprocals / 150).ShouldBe(best.ReciprocalRank20, 0.01); // the examples' features are rounded to 16 bits
    }

    private static float[][] ScoresOf(IBatchScorer<RankRequest> ranker, RankRequest[] requests)
    {
        ranker.Score(requests);
        return [.. requests.Select(request => request.Scores[..request.Count])];
    }
}
