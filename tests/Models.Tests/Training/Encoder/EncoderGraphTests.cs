using Microsoft.ML.OnnxRuntime;
using StreamReco.Models.Encoder;
using StreamReco.Models.Onnx;

namespace StreamReco.Models.Tests.Training.Encoder;

public sealed class EncoderGraphTests
{
    private const int Items = 60;
    private const int Candidates = 10;

    [Theory]
    [InlineData(EncoderForm.Attention, false, true, 16)]
    [InlineData(EncoderForm.Attention, true, false, 24)]
    [InlineData(EncoderForm.Average, false, true, 16)]
    public void The_graph_is_the_trainers_forward_pass(EncoderForm form, bool gaps, bool free, int d)
    {
        var settings = EncoderSamples.Settings with { Form = form, TimeGaps = gaps, FreeQuery = free, Dimensions = d };
        var model = EncoderSamples.Model(settings);
        using var graph = new Graph(model);
        var (encoder, scorer) = (model.CreateEncoder(), model.CreateScorer());
        var (query, scores) = (new float[d], new float[Items]);
        var sessions = Sessions(100);
        var answers = graph.Run(sessions);
        for (var i = 0; i < sessions.Length; i++)
        {
            encoder.Encode(sessions[i].Rows, sessions[i].TimesMs, query);
            scorer.ScoreAll(query, scores);
            var answer = answers[i];
            for (var k = 0; k < d; k++)
            {
                answer.Query[k].ShouldBe(query[k], 1e-5f);
            }

            var best = scores.Order().Reverse().Take(Candidates).ToArray();
            for (var k = 0; k < Candidates; k++)
            {
                answer.Scores[k].ShouldBe(best[k], 1e-4f);
                scores[answer.Items[k]].ShouldBe(answer.Scores[k], 1e-4f);
            }
        }
    }

    [Theory]
    [InlineData(EncoderForm.Attention, false, 16, 5, ItemPrecision.Float32)]
    [InlineData(EncoderForm.Attention, true, 48, 9, ItemPrecision.Float32)]
    [InlineData(EncoderForm.Attention, false, 128, 20, ItemPrecision.Float32)]
    [InlineData(EncoderForm.Attention, false, 128, 20, ItemPrecision.Float16)]
    [InlineData(EncoderForm.Attention, false, 128, 20, ItemPrecision.Int8)]
    [InlineData(EncoderForm.Average, false, 96, 7, ItemPrecision.Float32)]
    [InlineData(EncoderForm.Average, false, 40, 7, ItemPrecision.Int8)]
    public void An_answer_has_the_same_bits_for_every_batch_size_and_place(
        EncoderForm form, bool gaps, int d, int recent, ItemPrecision precision)
    {
        var settings = EncoderSamples.Settings with { Form = form, TimeGaps = gaps, Dimensions = d, RecentItems = recent, Epochs = 1 };
        using var graph = new Graph(EncoderSamples.Model(settings, 30), precision);
        var sessions = Sessions(64);
        var alone = sessions.Select(session => graph.Run([session])[0].Bits).ToArray();
        foreach (var size in new[] { 2, 3, 4, 5, 8, 13, 16, 17, 32, 63, 64 })
        {
            var start = size * 7 % (sessions.Length - size + 1);
            var answers = graph.Run(sessions.AsSpan(start, size));
            for (var i = 0; i < size; i++)
            {
                answers[i].Bits.ShouldBe(alone[start + i], $"batch of {size}, place {i}");
            }
        }
    }

    [Theory]
    [InlineData(ItemPrecision.Float16, 0.002f)]
    [InlineData(ItemPrecision.Int8, 0.03f)]
    public void A_compressed_graph_answers_nearly_the_same(ItemPrecision precision, float cosineTolerance)
    {
        var model = EncoderSamples.Model(EncoderSamples.Settings with { Dimensions = 32, FreeQuery = false }, 100);
        using var whole = new Graph(model);
        using var small = new Graph(model, precision);
        var sessions = Sessions(50);
        var (expected, answers) = (whole.Run(sessions), small.Run(sessions));
        var tolerance = cosineTolerance / model.Settings.Temperature;
        for (var i = 0; i < sessions.Length; i++)
        {
            for (var k = 0; k < Candidates; k++)
            {
                answers[i].Scores[k].ShouldBe(expected[i].Scores[k], tolerance);
            }
        }

        answers.Select(answer => answer.Bits).ShouldNotBe(expected.Select(answer => answer.Bits)); // it was compressed
    }

    [Fact]
    public void A_user_without_items_gets_numbers_and_disturbs_nobody()
    {
        using var graph = new Graph(EncoderSamples.Model(EncoderSamples.Settings, 30));
        var session = Sessions(1)[0];
        var answers = graph.Run([new Session([], []), session]);
        answers[0].Query.ShouldAllBe(value => float.IsFinite(value));
        answers[1].Bits.ShouldBe(graph.Run([session])[0].Bits);
    }

    private static Session[] Sessions(int count)
    {
        var random = new Random(11);
        return
        [
            .. Enumerable.Range(0, count).Select(_ =>
            {
                var clicks = random.Next(1, 14);
                var time = 1_000_000_000L;
                return new Session(
                    [.. Enumerable.Range(0, clicks).Select(_ => random.Next(Items))],
                    [.. Enumerable.Range(0, clicks).Select(_ => time += random.Next(1, 1 << random.Next(2, 30)))]);
            }),
        ];
    }

    private sealed record Session(int[] Rows, long[] TimesMs);

    private sealed record Answer(float[] Query, int[] Items, float[] Scores)
    {
        public string Bits => string.Join(
            ' ', Query.Concat(Scores).Select(value => $"{BitConverter.SingleToUInt32Bits(value):x8}").Concat(Items.Select(row => $"{row}")));
    }

    private sealed class Graph(EncoderModel model, ItemPrecision precision = ItemPrecision.Float32) : IDisposable
    {
        private readonly InferenceSession _session = new(
            EncoderGraphWriter.Write(model, Candidates, precision), new SessionOptions { IntraOpNumThreads = 2, InterOpNumThreads = 1 });

        public Answer[] Run(ReadOnlySpan<Session> sessions)
        {
            var recent = model.Settings.RecentItems;
            var (rows, gaps) = (new long[sessions.Length * recent], new long[sessions.Length * recent]);
            rows.AsSpan().Fill(model.Items);
            for (var i = 0; i < sessions.Length; i++)
            {
                var session = sessions[i];
                for (var back = 0; back < Math.Min(session.Rows.Length, recent); back++)
                {
                    rows[(i * recent) + back] = session.Rows[^(back + 1)];
                    gaps[(i * recent) + back] = TimeGap.BucketOf(session.TimesMs[^1] - session.TimesMs[^(back + 1)]);
                }
            }

            long[] shape = [sessions.Length, recent];
            using var rowsValue = OrtValue.CreateTensorValueFromMemory(rows, shape);
            using var gapsValue = OrtValue.CreateTensorValueFromMemory(gaps, shape);
            var inputs = new Dictionary<string, OrtValue>(StringComparer.Ordinal) { [GraphNames.RecentItems] = rowsValue };
            if (model.Settings.TimeGaps)
            {
                inputs[GraphNames.RecentGaps] = gapsValue;
            }

            using var options = new RunOptions();
            using var outputs = _session.Run(options, inputs, [GraphNames.Query, GraphNames.ItemIds, GraphNames.ItemScores]);
            return Answers(outputs[0], outputs[1], outputs[2], sessions.Length);
        }

        public void Dispose() => _session.Dispose();

        private Answer[] Answers(OrtValue queries, OrtValue ids, OrtValue scores, int count)
        {
            var answers = new Answer[count];
            for (var i = 0; i < count; i++)
            {
                answers[i] = new Answer(
                    queries.GetTensorDataAsSpan<float>().Slice(i * model.Dimensions, model.Dimensions).ToArray(),
                    [.. ids.GetTensorDataAsSpan<long>().Slice(i * Candidates, Candidates).ToArray().Select(row => (int)row)],
                    scores.GetTensorDataAsSpan<float>().Slice(i * Candidates, Candidates).ToArray());
            }

            return answers;
        }
    }
}
