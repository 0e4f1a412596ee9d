using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Evaluation;

namespace StreamReco.Benchmarks.Answers;

/// <summary>Command <c>answer</c>.</summary>
internal sealed class AnswerCommand : Command
{
    private const int Rounds = 14;
    private const int Turns = 3;

    private static readonly int[] _calls = [1, 32];

    private readonly Option<DirectoryInfo> _model = new("--model") { Description = "A two-stage model.", Required = true };

    private readonly Option<FileInfo> _train = new("--train") { Description = "Its training sessions.", Required = true };

    private readonly Option<FileInfo> _test = new("--test") { Description = "Queries to answer.", Required = true };

    private readonly Option<int> _queries = new("--queries")
    {
        Description = "Queries of a round, evenly spread over all.",
        DefaultValueFactory = _ => 512,
    };

    private readonly Option<bool> _anew = new("--anew")
    {
        Description = "Write the encoder's and the ranker's graph anew by this build, as training does.",
    };

    private readonly Option<FileInfo?> _beside = new("--beside")
    {
        Description = "Another build of this program (its .dll): both in turn, with the ratio of each stage.",
    };

    private readonly Option<bool> _bare = new("--bare") { Description = "Lines for a program to read." };

    public AnswerCommand()
        : base(
            "answer",
            """
            CPU of the calling thread for an answer of a two-stage model, by stage, alone and in calls of 32, the least of
            14 rounds; beside it the reasons and the small model's graph. Hashes say which stages of two builds give the
            same bits.

            Example:
              answer --model model --train diginetica/train_sessions.txt --test diginetica/test_examples.tsv --beside ../before/StreamReco.Benchmarks.dll
            """)
    {
        Add(_model);
        Add(_train);
        Add(_test);
        Add(_queries);
        Add(_anew);
        Add(_beside);
        Add(_bare);
        SetAction((parse, cancel) => RunAsync(parse, cancel));
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancel)
    {
        if (parse.GetValue(_beside) is { } other)
        {
            await CompareAsync(parse, other.FullName, cancel);
            return 0;
        }

        var costs = Measure(
            parse.GetValue(_model)!.FullName, parse.GetValue(_train)!.FullName, parse.GetValue(_test)!.FullName,
            parse.GetValue(_queries), parse.GetValue(_anew), cancel);
        if (parse.GetValue(_bare))
        {
            foreach (var line in costs.Lines())
            {
                Console.WriteLine(line);
            }
        }
        else
        {
            Show(costs, costs);
        }

        return 0;
    }

    private static AnswerCosts Measure(string path, string train, string test, int count, bool anew, CancellationToken cancel)
    {
        var model = ModelArtifactLoader.Load(path);
        var stack = model.Stack ?? throw new InvalidOperationException($"--model is '{path}': that model has one stage.");
        stack = anew ? TwoStageFiles.WithGraphs(stack) : stack;
        var protocol = test.EndsWith(".tsv", StringComparison.Ordinal) ? EvaluationProtocol.SessionExamples : EvaluationProtocol.Sessions;
        var set = EvaluationFiles.Load(protocol, train, test, cancel);
        var queries = QuerySet.Of(set.Examples, set.ExcludeHistory, stack.ItemIds).Spread(count);
        var costs = new AnswerCosts();
        using var answers = new StackRounds(stack, queries, _calls[^1]);
        using var graph = new GraphRounds(model, _calls[^1]);
        for (var round = 0; round < Rounds; round++)
        {
            cancel.ThrowIfCancellationRequested();
            foreach (var call in _calls)
            {
                answers.Run(call, costs);
                graph.Run(call, costs);
            }

            answers.RunSources(costs);
            answers.RunReasons(costs);
        }

        answers.TakePrints(costs);
        graph.TakePrints(costs);
        return costs;
    }

    private static async Task CompareAsync(ParseResult parse, string other, CancellationToken cancel)
    {
        var (own, before) = (new AnswerCosts(), new AnswerCosts());
        string[] arguments =
            [.. parse.Tokens.Select(token => token.Value).Where(word => word != "--beside" && word != other), "--bare"];
        for (var turn = 0; turn < Turns; turn++)
        {
            before.Take(await RunAsync(other, arguments, cancel));
            own.Take(await RunAsync(typeof(AnswerCommand).Assembly.Location, arguments, cancel));
        }

        Show(own, before);
    }

    private static async Task<AnswerCosts> RunAsync(string program, string[] arguments, CancellationToken cancel)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = await process.StandardOutput.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return process.ExitCode == 0
            ? AnswerCosts.Read(output.Split('\n'))
            : throw new InvalidOperationException($"'{program}' ended with {process.ExitCode}.");
    }

    private static void Show(AnswerCosts own, AnswerCosts before)
    {
        Console.WriteLine("us of CPU an answer                       before       now    ratio");
        foreach (var stage in own.Stages)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{stage,-38} {before[stage],9:F1} {own[stage],9:F1} {own[stage] / before[stage],8:F2}"));
        }

        foreach (var (name, hash) in own.Prints)
        {
            Console.WriteLine($"{name,-38} {(before.Prints.GetValueOrDefault(name) == hash ? "the same bits" : "other bits")}");
        }
    }
}
