using StreamReco.Models.Artifacts;
using StreamReco.Models.Events;
using StreamReco.Models.Features;
using StreamReco.Models.Scoring;
using StreamReco.Models.Users;

namespace StreamReco.Models.Tests.Scoring;

public sealed class OnnxScorerTests
{
    private const int Items = 5003;

    private static readonly OnnxScorerOptions _cpu = new() { Provider = "cpu" };

    [Theory]
    [InlineData(8, 4, 5, 60)]
    [InlineData(32, 10, 100, Items)]
    [InlineData(50, 7, 20, Items)]
    [InlineData(64, 10, 100, 257)]
    public void A_result_has_the_same_bits_for_every_batch_size_place_and_neighbours(int d, int recent, int candidates, int items)
    {
        var model = ModelSamples.Model(items, d, recent, candidates);
        using var scorer = OnnxScorers.OfModel(model, _cpu);
        var random = new Random(7);
        ScoreRequest[] requests = [.. Enumerable.Range(0, 128).Select(_ => ModelSamples.Request(model.Manifest.Features, items, random))];
        var alone = requests.Select(request => ResultAlone(scorer, request)).ToArray();
        foreach (var size in new[] { 2, 3, 4, 5, 16, 17, 63, 64, 100, 128 })
        {
            var start = random.Next(requests.Length - size + 1);
            scorer.Score(requests[start..(start + size)]);
            for (var i = start; i < start + size; i++)
            {
                BitsOf(requests[i]).ShouldBe(alone[i], $"batch of {size}, request {i}");
            }
        }
    }

    [Fact]
    public void Beyond_the_limit_the_best_are_found_in_cells_with_their_own_scores()
    {
        var model = ModelSamples.Model(Items, 16, 4, 100);
        using var exact = OnnxScorers.OfModel(model, _cpu);
        using var inCells = OnnxScorers.OfModel(model, new OnnxScorerOptions { Provider = "cpu", ExactItemsMax = Items - 1 });
        var random = new Random(8);
        ScoreRequest[] requests = [.. Enumerable.Range(0, 40).Select(_ => ModelSamples.Request(model.Manifest.Features, Items, random))];
        exact.Score(requests);
        var expected = requests.Select(Scored).ToArray();

        inCells.Score(requests);

        var found = requests.Select((request, i) => Scored(request).Intersect(expected[i]).Count()).Sum();
        (found / (double)expected.Sum(scored => scored.Length)).ShouldBeGreaterThan(0.95);

        static (int Row, float Score)[] Scored(ScoreRequest request) =>
            [.. request.CandidateRows.Zip(request.CandidateScores).Take(request.CandidateCount)];
    }

    [Theory]
    [InlineData(8, 5, 60)]
    [InlineData(32, 100, Items)]
    [InlineData(50, 300, Items)]
    [InlineData(64, 257, 257)]
    [InlineData(128, 100, 2_000)]
    [InlineData(130, 100, 2_000)] // more than are multiplied beside the graph
    public void The_choice_of_the_best_beside_the_graph_is_the_graphs_own_to_the_bit(int d, int candidates, int items)
    {
        var model = ModelSamples.Model(items, d, 4, candidates);
        var layout = model.Manifest.Features;
        var graph = new GraphSession("the graph", model.Graph, _cpu);
        using var whole = new OnnxScorer<ScoreRequest>(graph, new ScoreBuffers(layout, items, graph.Buckets[^1]), ownsGraph: true);
        using var scorer = OnnxScorers.OfModel(model, _cpu);
        var random = new Random(7);
        ScoreRequest[] requests = [.. Enumerable.Range(0, 100).Select(_ => ModelSamples.Request(layout, items, random))];
        whole.Score(requests);
        string[] expected = [.. requests.Select(BitsOf)];

        scorer.Score(requests);

        requests.Select(BitsOf).ShouldBe(expected);
    }

    [Theory]
    [InlineData(2, 128)] // multiplied beside the graph, piece by piece
    [InlineData(129, 110)] // 110 times 76,000 scores are below 32 MB
    public void A_large_catalog_takes_fewer_users_a_call_where_the_graph_gives_all_scores(int dimensions, int expected)
    {
        const int items = 76_000;
        var layout = new FeatureLayout(dimensions, 1, 5, 0.5f);
        var factors = new float[items * dimensions];
        using var scorer = OnnxScorers.OfModel(ModelSamples.Model(layout, factors, factors, 1f, 1f), _cpu);

        scorer.BatchSizeMax.ShouldBe(expected);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(130)]
    public void Items_whose_scores_are_no_numbers_come_last(int dimensions)
    {
        var layout = new FeatureLayout(dimensions, 1, 4, 0.5f);
        var factors = new float[5 * dimensions];
        (factors[0], factors[dimensions], factors[3 * dimensions]) = (float.NaN, 2, float.NaN);
        using var scorer = OnnxScorers.OfModel(ModelSamples.Model(layout, factors, factors, 1f, 1f), _cpu);
        var request = new ScoreRequest(layout) { HasFeatures = true };
        request.UserVector[0] = 1f;
        request.RecentRows[0] = 5;

        scorer.Score([request]);

        request.CandidateRows.ShouldBe([1, 2, 4, 0]);
        request.CandidateScores.ShouldBe([2, 0, 0, float.NaN]);
    }

    [Fact]
    public void Features_of_any_decay_give_the_same_bits_wherever_they_stand_in_a_batch()
    {
        const int items = 500;
        var random = new Random(11);
        var layout = new FeatureLayout(32, 10, 50, 0.6f); // sums of powers of 0.6 are rounded, in an order that depends on the place
        var model = ModelSamples.Model(
            layout, ModelSamples.Floats(random, items * 32), ModelSamples.Floats(random, items * 32), userWeight: 1f, sessionWeight: 1f);
        using var scorer = OnnxScorers.OfModel(model, _cpu);
        ScoreRequest[] requests = [.. Enumerable.Range(0, 128).Select(_ => Visitor(model, items, random))];
        var alone = requests.Select(request => ResultAlone(scorer, request)).ToArray();

        scorer.Score(requests);

        for (var i = 0; i < requests.Length; i++)
        {
            BitsOf(requests[i]).ShouldBe(alone[i], $"request {i}");
        }
    }

    [Fact]
    public void Candidates_and_scores_are_those_of_the_formula()
    {
        var layout = new FeatureLayout(2, 2, 2, 0.5f);
        float[] factors = [1, 0, 0, 1, -1, -1];
        float[] context = [0, 2, 4, 0, 0, 0];
        using var scorer = OnnxScorers.OfModel(ModelSamples.Model(layout, factors, context, userWeight: 0.5f, sessionWeight: 1f), _cpu);
        var request = new ScoreRequest(layout) { HasFeatures = true };
        (request.UserVector[0], request.UserVector[1]) = (2f, 4f);
        (request.RecentRows[0], request.RecentRows[1]) = (0, 1);
        (request.RecentWeights[0], request.RecentWeights[1]) = (1f, 0.5f);
        scorer.Score([request]);

        // query = 0.5·(2, 4) + (1·(0, 2) + 0.5·(4, 0)) / 1.5 = (1 + 4/3, 2 + 4/3)
        request.CandidateCount.ShouldBe(2);
        request.CandidateRows.ShouldBe([1, 0]);
        request.CandidateScores[0].ShouldBe(2f + (4f / 3f), 1e-5f);
        request.CandidateScores[1].ShouldBe(1f + (4f / 3f), 1e-5f);
    }

    [Fact]
    public void Ties_come_by_rising_row_and_the_zero_row_is_no_answer()
    {
        var layout = new FeatureLayout(2, 1, 6, 0.5f);
        float[] factors = [-1, 0, 1, 0, -1, 0, 1, 0, 1, 0, -1, 0];
        using var scorer = OnnxScorers.OfModel(ModelSamples.Model(layout, factors, factors, 1f, 1f), _cpu);
        var request = new ScoreRequest(layout) { HasFeatures = true };
        request.UserVector[0] = 1f;
        request.RecentRows[0] = 6;
        scorer.Score([request]);
        request.CandidateRows.ShouldBe([1, 3, 4, 0, 2, 5]);
    }

    [Fact]
    public void A_request_without_features_gets_no_candidates_and_does_not_disturb_its_neighbours()
    {
        var model = ModelSamples.Model(60);
        using var scorer = OnnxScorers.OfModel(model, _cpu);
        var request = ModelSamples.Request(model.Manifest.Features, 60, new Random(3));
        var alone = ResultAlone(scorer, request);
        var empty = new ScoreRequest(model.Manifest.Features);
        empty.UserVector.AsSpan().Fill(float.NaN);
        scorer.Score([empty, request]);
        empty.CandidateCount.ShouldBe(0);
        BitsOf(request).ShouldBe(alone);
    }

    [Fact]
    public void A_call_allocates_next_to_nothing()
    {
        var model = ModelSamples.Model(60);
        using var scorer = OnnxScorers.OfModel(model, _cpu);
        ScoreRequest[] batch = [.. Enumerable.Range(0, 10).Select(i => ModelSamples.Request(model.Manifest.Features, 60, new Random(i)))];
        scorer.Score(batch);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            scorer.Score(batch);
        }

        ((GC.GetAllocatedBytesForCurrentThread() - before) / 100).ShouldBeLessThan(200);
    }

    [Fact]
    public void A_batch_beyond_the_limit_is_refused()
    {
        var model = ModelSamples.Model(60);
        using var scorer = OnnxScorers.OfModel(model, new OnnxScorerOptions { Provider = "cpu", BatchSizeMax = 3 });
        ScoreRequest[] batch = [.. Enumerable.Range(0, 4).Select(i => ModelSamples.Request(model.Manifest.Features, 60, new Random(i)))];
        scorer.BatchSizeMax.ShouldBe(3);
        Should.Throw<ArgumentException>(() => scorer.Score(batch)).Message.ShouldContain("4 requests where one call takes 3");
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("cuda")]
    public void Without_the_cuda_library_auto_takes_the_cpu_and_cuda_refuses_to_start(string provider)
    {
        var model = ModelSamples.Model(60);
        var options = new OnnxScorerOptions { Provider = provider, CudaLibraryPath = "nowhere/libcuda_provider.so" };
        if (provider == "cuda")
        {
            var refused = Should.Throw<ScorerStartException>(() => OnnxScorers.OfModel(model, options).Dispose());
            refused.Message.ShouldStartWith("Score:Provider is 'cuda': the provider library 'nowhere/libcuda_provider.so' does not exist.");
            return;
        }

        using var scorer = OnnxScorers.OfModel(model, options);
        scorer.Provider.ShouldBe("cpu");
        scorer.ProviderReason.ShouldContain("nowhere/libcuda_provider.so");
    }

    [Fact]
    public void A_library_that_is_no_provider_is_a_reason_not_a_crash()
    {
        var library = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllText(library, "no library");
        try
        {
            using var scorer = OnnxScorers.OfModel(ModelSamples.Model(60), new OnnxScorerOptions { CudaLibraryPath = library });
            scorer.Provider.ShouldBe("cpu");
            scorer.ProviderReason.ShouldContain(library);
        }
        finally
        {
            File.Delete(library);
        }
    }

    [Fact]
    public void An_unknown_provider_is_named()
    {
        var refused = Should.Throw<ScorerStartException>(
            () => OnnxScorers.OfModel(ModelSamples.Model(60), new OnnxScorerOptions { Provider = "tpu" }).Dispose());
        refused.Message.ShouldBe("Score:Provider is 'tpu': it must be 'auto', 'cpu' or 'cuda'.");
    }

    private static string ResultAlone(OnnxScorer<ScoreRequest> scorer, ScoreRequest request)
    {
        scorer.Score([request]);
        return BitsOf(request);
    }

    private static string BitsOf(ScoreRequest request) => string.Join(
        ' ', request.CandidateRows.Zip(request.CandidateScores, (row, score) => $"{row}:{BitConverter.SingleToUInt32Bits(score):x8}"));

    private static ScoreRequest Visitor(ModelArtifact model, int items, Random random)
    {
        var user = new UserState("u", new UserStateOptions());
        var click = new ClickEvent();
        for (var n = random.Next(1, 12); n > 0; n--)
        {
            click.Clear();
            (click.Type, click.EventTimeMs, click.EventIdHash) = (EventType.ViewItem, 1_000L * n, (ulong)n);
            click.AddItem(new ItemTouch($"i{random.Next(items)}", null, double.NaN, 1));
            user.Apply(click, model.Items);
        }

        var request = new ScoreRequest(model.Manifest.Features);
        new FeatureBuilder(model.Manifest.Features, model.Items).Fill(user, request);
        return request;
    }
}
