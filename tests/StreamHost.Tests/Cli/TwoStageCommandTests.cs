using System.Globalization;
using System.Text;
using System.Text.Json;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Training.Stack;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Tests.Cli;

public sealed class TwoStageCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Evaluate_trains_a_stack_and_tells_each_source_and_the_whole_in_every_form()
    {
        var (report, markdown, plot) = (Of("report.json"), Of("table.md"), Of("plot.svg"));

        var run = await CommandLineRun.OfAsync(
            "evaluate", "--protocol", "sessions", "--train", Sessions("train.txt", 60, 1), "--test", Sessions("test.txt", 12, 1),
                "--budget", "0.01", "--ablate", "--report", report, "--markdown", markdown, "--plot", plot);

        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        run.Output.ShouldContain("36 predictions; in brackets 95 % by resampled sessions");
        run.Output.ShouldContain("chosen  knn: ");
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(report));
        json.RootElement.GetProperty("HR@20").GetDouble().ShouldBe(1);
        json.RootElement.GetProperty("predictions").GetDouble().ShouldBe(36);
        json.RootElement.GetProperty("lists").GetProperty("coverage").GetDouble().ShouldBe(1);
        json.RootElement.GetProperty("answer").GetProperty("answers").GetDouble().ShouldBeGreaterThan(0);
        string[] rows = ["knn", "slist", "rules", "transitions", "popular", "encoder"];
        json.RootElement.GetProperty("rows").EnumerateObject().Select(row => row.Name)
            .ShouldBe([.. rows, "whole", .. rows.Select(row => $"without {row}")]);
        (await File.ReadAllTextAsync(markdown)).ShouldContain("| whole | 100.00 (100.0-100.0) |");
        (await File.ReadAllTextAsync(plot)).ShouldContain(">without encoder</text>");
    }

    [Theory]
    [InlineData("vmis-knn")]
    [InlineData("popular")]
    public async Task One_source_can_be_judged_alone(string source)
    {
        var file = Sessions("some.txt", 30, 1);

        var run = await CommandLineRun.OfAsync(
            "evaluate", "--protocol", "sessions", "--train", file, "--test", file, "--source", source);

        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        run.Output.ShouldContain(source);
        run.Output.ShouldNotContain("whole");
    }

    [Fact]
    public async Task Leave_one_out_tells_no_refit_and_live_counts_apart()
    {
        var data = Of("users.txt");
        await File.WriteAllLinesAsync(
            data, Enumerable.Range(0, 60).Select(user => $"u{user} " + string.Join(' ', Enumerable.Range(user % 30, 6))));

        var run = await CommandLineRun.OfAsync(
            "evaluate", "--protocol", "leave-one-out", "--data", data, "--budget", "0.01");

        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        run.Output.ShouldContain("whole, live counts");
        run.Output.ShouldContain("60 predictions");
    }

    [Fact]
    public async Task The_manifest_says_what_was_chosen_and_why_and_test_data_change_nothing()
    {
        var train = Sessions("train.txt", 60, 1);
        Sessions("test.txt", 12, 1);
        var first = await TrainAsync(train, "first");

        Sessions("test.txt", 12, 5);
        var second = await TrainAsync(train, "second");
        var other = await TrainAsync(Sessions("other.txt", 60, 5), "third");

        second.Version.ShouldBe(first.Version);
        other.Version.ShouldNotBe(first.Version);
        first.Selection!.Choices.ShouldContain(choice => choice.Part == "encoder" && choice.Why.Length > 0);
        first.Training.Algorithm.ShouldBe("stack");
        first.Name.ShouldBe("stack");
    }

    [Fact]
    public async Task A_budget_of_nothing_is_wrong_usage()
    {
        var run = await CommandLineRun.OfAsync("train", "clicks.txt", "--budget", "0");

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.ErrorLines[0].ShouldBe("--budget is '0'; it must be above 0 minutes.");
    }

    [Fact]
    public async Task A_search_that_was_killed_goes_on_to_the_same_settings_and_training_takes_them()
    {
        var train = Sessions("train.txt", 60, 1);
        var whole = await TuneAsync(train, "whole", trials: 12);
        await TuneAsync(train, "killed", trials: 8);
        var log = Of("killed.jsonl");
        await File.WriteAllTextAsync(log, (await File.ReadAllTextAsync(log))[..^20]); // the kill tore the last line

        var resumed = await TuneAsync(train, "killed", trials: 12);

        (await File.ReadAllTextAsync(resumed)).ShouldBe(await File.ReadAllTextAsync(whole));
        (await File.ReadAllTextAsync(log)).ShouldBe(await File.ReadAllTextAsync(Of("whole.jsonl")));
        var trained = await CommandLineRun.OfAsync(
            "train", train, "--output", Of("model"), "--settings", whole, "--dimensions", "4", "--epochs", "1", "--budget", "0.01");
        trained.ExitCode.ShouldBe(ExitCode.Ok, trained.Error);
        trained.ErrorLines.ShouldContain(
            "training a stack: up to 0.01 minutes on two idle cores, less where the data are small; --budget MINUTES sets it, "
            + "and a larger budget buys a longer search and a larger encoder");
        trained.Output.ShouldContain("chosen  sources: given (a search found them)");
        trained.Output.ShouldContain("chosen  encoder: given");
    }

    [Fact]
    public async Task A_search_of_some_parts_leaves_the_others_to_training()
    {
        var run = await CommandLineRun.OfAsync(
            "tune", Sessions("train.txt", 60, 1), "--parts", "rules", "--parts", "ranker", "--trials", "4", "--log",
            Of("some.jsonl"), "--output", Of("some.json"));

        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        run.Output.ShouldContain("rules   NDCG@20 ");
        run.Output.ShouldContain("ranker  HR@20 + MRR@20 ");
        var settings = SettingsFile.Read(Of("some.json"));
        settings.Ranker.ShouldNotBeNull();
        settings.Encoder.ShouldBeNull();
    }

    [Fact]
    public async Task The_log_of_another_search_is_refused_in_one_line()
    {
        await TuneAsync(Sessions("train.txt", 60, 1), "mine", trials: 1);

        var run = await CommandLineRun.OfAsync(
            "tune", Sessions("other.txt", 40, 1), "--log", Of("mine.jsonl"), "--output", Of("other.json"), "--quiet");

        run.ExitCode.ShouldBe(ExitCode.Failure);
        run.ErrorLines.Single().ShouldEndWith("is the log of another search: name another file.");
    }

    private async Task<string> TuneAsync(string file, string name, int trials)
    {
        var run = await CommandLineRun.OfAsync(
            "tune", file, "--trials", $"{trials}", "--log", Of($"{name}.jsonl"), "--output", Of($"{name}.json"));
        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        return Of($"{name}.json");
    }

    private async Task<ModelManifest> TrainAsync(string file, string folder)
    {
        var run = await CommandLineRun.OfAsync(
            "train", file, "--output", Of(folder), "--dimensions", "4", "--epochs", "1", "--budget", "0.01");
        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        return ModelArtifactLoader.LoadManifest(Of(folder));
    }

    private string Of(string name) => Path.Combine(_folder.Path, name);

    /// <summary>Sessions that walk a circle of twelve items, four steps each.</summary>
    private string Sessions(string name, int count, int stride)
    {
        var text = new StringBuilder("SessionId\tItemId\tTime\n");
        for (var session = 0; session < count; session++)
        {
            for (var step = 0; step < 4; step++)
            {
                text.Append(CultureInfo.InvariantCulture,
                    $"{session}\ti{(session + (step * stride)) % 12}\t{1_600_000_000 + (session * 1000) + (step * 10)}\n");
            }
        }

        File.WriteAllText(Of(name), text.ToString());
        return Of(name);
    }
}
