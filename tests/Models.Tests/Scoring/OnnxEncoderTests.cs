using StreamReco.Models.Encoder;
using StreamReco.Models.Evaluation;
using StreamReco.Models.Onnx;
using StreamReco.Models.Ranking;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Scoring;
using StreamReco.Models.Tests.Training.Encoder;
using StreamReco.Models.Tests.Training.Stack;
using StreamReco.Models.Training.Ranker;

namespace StreamReco.Models.Tests.Scoring;

/// <summary>The encoder's graph as it serves.</summary>
public sealed class OnnxEncoderTests
{
    private const int Items = 60;

    private static readonly OnnxScorerOptions _cpu = new() { Provider = "cpu" };

    [Theory]
    [InlineData(true, ItemPrecision.Float32)]
    [InlineData(false, ItemPrecision.Float32)]
    [InlineData(true, ItemPrecision.Float16)]
    [InlineData(true, ItemPrecision.Int8)]
    public void An_answer_has_the_same_bits_in_every_bucket_and_beside_it(bool gaps, ItemPrecision precision)
    {
        var model = EncoderSamples.Model(EncoderSamples.Settings with { TimeGaps = gaps, Epochs = 1 }, 30);
        using var scorer = Open(model, precision);
        var random = new Random(9);
        EncoderRequest[] requests = [.. Enumerable.Range(0, 128).Select(_ => Request(model, Clicks(random)))];
        string[] alone = [.. requests.Select(request => Score(scorer, [request])[0])];
        foreach (var size in _cpu.Buckets.SelectMany(bucket => new[] { bucket - 1, bucket, bucket + 1 }).Where(size => size is > 0 and <= 128))
        {
            var start = random.Next(requests.Length - size + 1);
            Score(scorer, requests[start..(start + size)]).ShouldBe(alone[start..(start + size)], $"batch of {size}");
        }
    }

    [Theory]
    [InlineData(60)]
    [InlineData(700)]
    public void A_graph_that_ends_at_the_query_gives_with_the_search_beside_it_what_the_whole_graph_gives_to_the_bit(int items)
    {
        var model = EncoderSamples.Model(EncoderSamples.Settings with { Epochs = 1 }, 30, items);
        using var whole = Open(model, ItemPrecision.Int8);
        using var graph = new EncoderGraph(TwoStageSamples.Stack() with { Encoder = model, EncoderGraph = Bytes(model, ItemPrecision.Int8) }, _cpu);
        using var cut = graph.Open(owns: false);
        var random = new Random(9);
        EncoderRequest[] requests = [.. Enumerable.Range(0, 128).Select(_ => Request(model, Clicks(random)))];
        EncoderRequest[] again = [.. requests.Select(Copy)];
        string[] expected = [.. requests.Select(request => Score(whole, [request])[0])];

        foreach (var size in (int[])[1, 2, 3, 31, 32, 33, 64, 100, 128])
        {
            var start = random.Next(requests.Length - size + 1);
            Score(cut, again[start..(start + size)]).ShouldBe(expected[start..(start + size)], $"batch of {size}");
        }

        EncoderRequest Copy(EncoderRequest request)
        {
            var copy = new EncoderRequest(model);
            for (var l = 0; l < request.Count; l++)
            {
                copy.Add(request.Rows[l], -(request.Gaps[l] == 0 ? 0 : 1_000L << (request.Gaps[l] - 1)));
            }

            return copy;
        }
    }

    [Fact]
    public void Beyond_the_limit_items_are_found_in_cells_with_the_scores_of_the_whole_graph()
    {
        var model = EncoderSamples.Model(EncoderSamples.Settings with { Epochs = 1 }, 30, items: 700);
        using var whole = Open(model, ItemPrecision.Int8);
        var stack = TwoStageSamples.Stack() with { Encoder = model, EncoderGraph = Bytes(model, ItemPrecision.Int8) };
        using var graph = new EncoderGraph(stack, new OnnxScorerOptions { Provider = "cpu", ExactItemsMax = 699 });
        using var inCells = graph.Open(owns: false);
        var random = new Random(9);
        EncoderRequest[] requests = [.. Enumerable.Range(0, 40).Select(_ => Request(model, Clicks(random)))];
        whole.Score(requests);
        var expected = requests.Select(Scored).ToArray();

        inCells.Score(requests);

        var found = requests.Select((request, i) => Scored(request).Intersect(expected[i]).Count()).Sum();
        (found / (double)expected.Sum(scored => scored.Length)).ShouldBeGreaterThan(0.95);

        static (int Row, float Score)[] Scored(EncoderRequest request) => [.. request.BestRows.Zip(request.BestScores)];
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_says_what_the_trainers_forward_pass_says_of_items_and_times(bool gaps)
    {
        var model = EncoderSamples.Model(EncoderSamples.Settings with { TimeGaps = gaps });
        using var scorer = Open(model, ItemPrecision.Float32);
        var (encoder, all, query) = (model.CreateEncoder(), model.CreateScorer(), new float[model.Dimensions]);
        var (scores, random) = (new float[Items], new Random(4));
        for (var i = 0; i < 50; i++)
        {
            var clicks = Clicks(random);
            var request = Request(model, clicks);
            scorer.Score([request]);

            encoder.Encode(clicks.Rows, clicks.TimesMs, query);
            all.ScoreAll(query, scores);
            request.Query.ShouldBe(query, 1e-5f);
            request.BestScores.ShouldBe([.. scores.OrderDescending().Take(request.BestScores.Length)], 1e-4f);
            request.BestRows.Distinct().Count().ShouldBe(Items); // K is N here: every item once
        }
    }

    [Fact]
    public void Times_move_an_encoder_that_knows_them()
    {
        var model = EncoderSamples.Model(EncoderSamples.Settings with { TimeGaps = true });
        using var scorer = Open(model, ItemPrecision.Float32);

        var near = Score(scorer, [Request(model, ([1, 2, 3], [0, 1_000, 2_000]))]);
        var far = Score(scorer, [Request(model, ([1, 2, 3], [0, 1_000, 8_000_000]))]);

        far.ShouldNotBe(near);
    }

    [Fact]
    public void Who_has_no_items_is_not_asked_and_disturbs_nobody()
    {
        var model = EncoderSamples.Model(EncoderSamples.Settings, 30);
        using var scorer = Open(model, ItemPrecision.Float32);
        var (nobody, request) = (new EncoderRequest(model), Request(model, ([1, 2], [0, 1_000])));
        var alone = Score(scorer, [request]);

        Score(scorer, [nobody, request])[1].ShouldBe(alone[0]);

        nobody.Encoded.Rows.IsEmpty.ShouldBeTrue();
    }

    [Theory]
    [InlineData(ItemPrecision.Float32, 1e-3f)]
    [InlineData(ItemPrecision.Int8, 0.1f)]
    public void A_stack_is_answered_by_its_graphs_as_by_the_formulas_it_learned_from(ItemPrecision precision, float tolerance)
    {
        var trained = TwoStageSamples.Stack(TwoStageSamples.Settings with { Without = [] });
        var encoder = trained.Encoder.ShouldNotBeNull();
        var stack = trained with { EncoderGraph = EncoderGraphWriter.Write(encoder, EncoderRequest.CandidatesOf(encoder), precision) };
        var queries = QuerySet.Of(EvaluationFiles.LastSessions(TwoStageSamples.Walks(), 0.3).Examples, false, stack.ItemIds);
        var worker = TwoStageWorker.Open(stack.Plan, stack.Parts, stack.Encoder)();
        using var graphs = new TwoStageGraphs(stack, new OnnxScorerOptions { Provider = "cpu", BatchSizeMax = 5 });
        using var answers = new GraphAnswers(stack, graphs);
        var (rows, scores) = (new List<int[]>(), new List<float[]>());
        worker.Build(queries, 0, 20, (_, request) =>
        {
            stack.Ranker.Score(request);
            rows.Add(request.Rows[..request.Count]);
            scores.Add(request.Scores[..request.Count]);
        });

        answers.Answer(queries, 0, 20, (query, request) =>
        {
            request.Rows[..request.Count].Order().ShouldBe(rows[query].Order());
            for (var i = 0; i < request.Count; i++)
            {
                request.Scores[i].ShouldBe(scores[query][Array.IndexOf(rows[query], request.Rows[i])], tolerance);
            }
        });
    }

    [Fact]
    public void A_graph_that_does_not_run_is_refused_by_its_name()
    {
        var stack = TwoStageSamples.Stack() with { RankerGraph = new byte[] { 1, 2, 3 } };

        Should.Throw<ScorerStartException>(() => new TwoStageGraphs(stack, _cpu).Dispose())
            .Message.ShouldStartWith("Score:Provider is 'cpu': the graph of the ranker does not run on cpu (");
    }

    private static OnnxScorer<EncoderRequest> Open(EncoderModel model, ItemPrecision precision)
    {
        var graph = new GraphSession("the graph", Bytes(model, precision), _cpu);
        return new OnnxScorer<EncoderRequest>(graph, new EncoderBuffers(model, graph.Buckets[^1]), ownsGraph: true);
    }

    private static byte[] Bytes(EncoderModel model, ItemPrecision precision) =>
        EncoderGraphWriter.Write(model, EncoderRequest.CandidatesOf(model), precision);

    private static EncoderRequest Request(EncoderModel model, (int[] Rows, long[] TimesMs) clicks)
    {
        var request = new EncoderRequest(model);
        request.Fill(new SessionQuery { Rows = clicks.Rows, TimesMs = clicks.TimesMs, SessionStart = 0, AsOfMs = 0 });
        return request;
    }

    private static (int[] Rows, long[] TimesMs) Clicks(Random random)
    {
        var (count, time) = (random.Next(1, 12), 1_700_000_000_000L);
        return (
            [.. Enumerable.Range(0, count).Select(_ => random.Next(Items))],
            [.. Enumerable.Range(0, count).Select(_ => time += random.Next(1, 1 << random.Next(2, 30)))]);
    }

    private static string[] Score(OnnxScorer<EncoderRequest> scorer, EncoderRequest[] requests)
    {
        scorer.Score(requests);
        return [.. requests.Select(request => string.Join(
            ' ', request.Query.Concat(request.BestScores).Select(value => $"{BitConverter.SingleToUInt32Bits(value):x8}")
                .Concat(request.BestRows.Select(row => $"{row}"))))];
    }
}
