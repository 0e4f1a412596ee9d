using System.Globalization;
using System.Text.Json;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Tests.Cli;

/// <summary>
/// The stack that evaluate trains has the same figures offline and through the running pipeline, whatever the form of the
/// data: sessions of 2 to 200 clicks, times that are whole, fractional, missing here and there or everywhere.
/// </summary>
public sealed class PipelineEvaluationTests : IDisposable
{
    private static readonly string[] _metrics =
        ["predictions", .. from k in new[] { 5, 10, 20 } from kind in new[] { "HR", "MRR", "NDCG" } select $"{kind}@{k}"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Times.Whole, 1)]
    [InlineData(Times.Fractional, 2)]
    [InlineData(Times.None, 3)]
    [InlineData(Times.SomeMissing, 4)]
    [InlineData(Times.AllMissing, 9)]
    public async Task Sessions_of_any_form_are_judged_alike_offline_and_through_the_pipeline(Times times, int seed)
    {
        var random = new Random(seed);
        var train = Write("train.txt", SessionLines(Walks(random, 90, longest: 200), times, random));
        var test = Write("test.txt", SessionLines(Walks(random, 14, longest: 60), times, random));

        await ShouldAgreeAsync("--protocol", "sessions", "--train", train, "--test", test);
    }

    [Fact]
    public async Task Given_examples_are_judged_alike()
    {
        var random = new Random(5);
        var train = Write("train.txt", Walks(random, 90, longest: 200).Select(session => string.Join(' ', session)));
        var test = Write("test.tsv", Walks(random, 40, longest: 120).Select(session => $"{string.Join(' ', session[..^1])}\t{session[^1]}"));

        await ShouldAgreeAsync("--protocol", "session-examples", "--train", train, "--test", test);
    }

    [Theory]
    [InlineData(false, 6)]
    [InlineData(true, 7)]
    public async Task Users_with_the_last_item_held_out_are_judged_alike(bool repeats, int seed)
    {
        var walks = Walks(new Random(seed), 70, longest: 90).Select(walk => repeats ? walk : [.. walk.Distinct()]);
        var data = Write("users.txt", walks.Select((items, user) => $"u{user} {string.Join(' ', items)}"));

        await ShouldAgreeAsync("--protocol", "leave-one-out", "--data", data);
    }

    [Fact]
    public async Task What_cannot_be_used_of_either_part_is_told_with_its_reason()
    {
        var train = Write("train.txt", [.. SessionLines(Walks(new Random(8), 40, 9), Times.Whole, new Random(8)), "9001\ti1\tyesterday"]);
        var test = Write("test.txt", ["SessionId\tItemId\tTime", "1\ti1\t1600000000", "1\ti2\t1600000001", "1\ti3", "1\t\t1600000002"]);

        var run = await CommandLineRun.OfAsync(
            "evaluate", "--protocol", "sessions", "--train", train, "--test", test, "--source", "popular");

        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        run.Output.ShouldContain("skipped 1 lines of the training part: unreadable time");
        run.Output.ShouldContain("skipped 1 lines of the test part: too few columns");
        run.Output.ShouldContain("skipped 1 lines of the test part: no item");
        run.Output.ShouldContain("1 predictions");
    }

    [Fact]
    public async Task A_test_part_without_a_second_click_is_one_line_that_says_so()
    {
        var train = Write("train.txt", SessionLines(Walks(new Random(8), 40, 9), Times.Whole, new Random(8)));
        var test = Write("test.txt", ["SessionId\tItemId\tTime", "1\ti1\t1600000000", "2\ti2\t1600000001"]);

        var run = await CommandLineRun.OfAsync("evaluate", "--protocol", "sessions", "--train", train, "--test", test);

        run.ExitCode.ShouldBe(ExitCode.Failure);
        run.ErrorLines.Single().ShouldEndWith("test.txt: there is nothing to predict; no session has two clicks.");
    }

    [Theory]
    [InlineData("--ablate")]
    [InlineData("--source", "knn")]
    [InlineData("--plot", "plot.svg")]
    public async Task What_the_pipeline_does_not_judge_is_wrong_usage(params string[] option)
    {
        var run = await CommandLineRun.OfAsync(
            ["evaluate", "--protocol", "leave-one-out", "--data", "x", "--through-pipeline", .. option]);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.ErrorLines[0].ShouldBe($"--through-pipeline and {option[0]} cannot be judged together; give one of them.");
    }

    private async Task ShouldAgreeAsync(params string[] protocol)
    {
        var offline = await JudgeAsync("offline.json", protocol);
        var pipeline = await JudgeAsync("pipeline.json", [.. protocol, "--through-pipeline"]);

        pipeline.ShouldBe(offline);
        offline["predictions"].ShouldBeGreaterThan(0);
        offline["HR@20"].ShouldBeInRange(0.05, 0.999, "neither nothing nor everything is found, else the comparison says little");
    }

    private async Task<SortedDictionary<string, double>> JudgeAsync(string report, string[] arguments)
    {
        var path = Path.Combine(_folder.Path, report);
        var run = await CommandLineRun.OfAsync(["evaluate", .. arguments, "--budget", "0.01", "--report", path]);
        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(path));
        return new(_metrics.ToDictionary(metric => metric, metric => json.RootElement.GetProperty(metric).GetDouble()));
    }

    private string Write(string name, IEnumerable<string> lines)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllLines(path, lines);
        return path;
    }

    /// <summary>
    /// Walks along a circle of 120 items with detours and repeats, most short, one of <paramref name="longest"/> clicks;
    /// now and then an item that nobody else knows, also in front.
    /// </summary>
    private static string[][] Walks(Random random, int count, int longest) =>
    [
        .. Enumerable.Range(0, count).Select(walk =>
        {
            var length = walk == count / 2 ? longest : random.Next(2, random.Next(3, 12));
            var at = random.Next(120);
            return Enumerable.Range(0, length).Select(_ =>
            {
                at = (at + random.Next(4) switch { 0 => 0, 1 => 2, _ => 1 }) % 120;
                return random.Next(12) == 0 ? $"rare{random.Next(100_000)}" : $"i{at}";
            }).ToArray();
        }),
    ];

    private static IEnumerable<string> SessionLines(string[][] sessions, Times times, Random random)
    {
        yield return times == Times.None ? "SessionId\tItemId" : "SessionId\tItemId\tTime";
        for (var session = 0; session < sessions.Length; session++)
        {
            var at = 1_600_000_000.0 + (session * 700);
            foreach (var item in sessions[session])
            {
                at += random.Next(20) == 0 ? 5_000 : random.Next(3) * 7.25; // pauses longer than a session's gap, and equal times
                var time = times switch
                {
                    Times.None => "",
                    Times.AllMissing => "\t",
                    Times.SomeMissing when random.Next(9) == 0 => "\t",
                    Times.Whole => string.Create(CultureInfo.InvariantCulture, $"\t{at:0}"),
                    _ => string.Create(CultureInfo.InvariantCulture, $"\t{at:0.###}"),
                };
                yield return $"{session}\t{item}{time}";
            }
        }
    }

    public enum Times
    {
        Whole,
        Fractional,
        None,
        SomeMissing,
        AllMissing,
    }
}
