using System.CommandLine;
using System.Globalization;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Encoder;
using StreamReco.Models.Evaluation;
using StreamReco.Models.Onnx;

namespace StreamReco.Benchmarks.Scoring;

/// <summary>Command <c>stack</c>.</summary>
internal sealed class TwoStageCommand : Command
{
    private const int Rounds = 3;

    private readonly Option<DirectoryInfo> _model = new("--model") { Description = "A model with a stack.", Required = true };

    private readonly Option<FileInfo> _train = new("--train") { Description = "Its training sessions.", Required = true };

    private readonly Option<FileInfo> _test = new("--test") { Description = "Queries to answer.", Required = true };

    private readonly Option<int> _queries = new("--queries")
    {
        Description = "Queries that judge, evenly spread over all.",
        DefaultValueFactory = _ => 8_000,
    };

    public TwoStageCommand()
        : base(
            "stack",
            """
            An answer of a whole stack on one thread, with the item vectors of its encoder's graph in 32-bit floats, 16-bit
            floats and 8-bit integers: CPU time alone and in batches, and HR@20 and MRR@20. Beside them the trainer's
            forward pass with the product over all items in blocks of 16, without the choice of the best 100 and all that
            comes behind. Rounds in turn, the least CPU time of each; --test with tabs is one example a line, else sessions.

            Example:
              stack --model model --train diginetica/train_sessions.txt --test diginetica/test_examples.tsv
            """)
    {
        Add(_model);
        Add(_train);
        Add(_test);
        Add(_queries);
        SetAction((parse, cancel) => Task.FromResult(Run(
            parse.GetValue(_model)!.FullName, parse.GetValue(_train)!.FullName, parse.GetValue(_test)!.FullName,
            parse.GetValue(_queries), cancel)));
    }

    private static int Run(string model, string train, string test, int count, CancellationToken cancel)
    {
        var protocol = test.EndsWith(".tsv", StringComparison.Ordinal) ? EvaluationProtocol.SessionExamples : EvaluationProtocol.Sessions;
        var stack = ModelArtifactLoader.Load(model).Stack
            ?? throw new InvalidOperationException($"{model} has no stack.");
        var set = EvaluationFiles.Load(protocol, train, test, cancel);
        var queries = QuerySet.Of(set.Examples, set.ExcludeHistory, stack.ItemIds).Spread(count);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{stack.ItemIds.Count} items, {stack.Plan.Layout().Features.Count} features, {stack.Ranker.Hidden} hidden units, {queries.Count} queries"));
        var parallel = new ParallelOptions { CancellationToken = cancel, MaxDegreeOfParallelism = 1 };
        PrecisionRun[] runs =
            [.. Enum.GetValues<ItemPrecision>().Select(one => new PrecisionRun(stack, one, queries, parallel))];
        var forward = double.PositiveInfinity;
        for (var round = 0; round < Rounds; round++)
        {
            Array.ForEach(runs, run => run.Measure());
            forward = Math.Min(forward, ForwardMicros(stack.Encoder!, queries));
        }

        Console.WriteLine("precision   us alone   us of 8   us of 32   us of 64    HR@20   MRR@20   (CPU an answer)");
        foreach (var run in runs)
        {
            Console.WriteLine(run.Line());
            run.Dispose();
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"forward pass of the trainer, all items, blocks of 16: {forward:F0} us"));
        return 0;
    }

    private static double ForwardMicros(EncoderModel model, QuerySet queries)
    {
        const int block = 16;
        var (encoder, scorer) = (model.CreateEncoder(), model.CreateScorer());
        var (vectors, scores) = (new float[block * model.Dimensions], new float[block * model.Items]);
        var sample = queries.Spread(2_000);
        var started = Environment.CpuUsage.TotalTime;
        for (var first = 0; first + block <= sample.Count; first += block)
        {
            for (var i = 0; i < block; i++)
            {
                var query = sample[first + i];
                encoder.Encode(query.Rows, query.TimesMs, vectors.AsSpan(i * model.Dimensions, model.Dimensions));
            }

            scorer.ScoreAll(vectors, scores);
        }

        return (Environment.CpuUsage.TotalTime - started).TotalMicroseconds / (sample.Count / block * block);
    }
}
