using System.Globalization;
using System.Text;
using System.Text.Json;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Tests.Cli;

public sealed class TrainAndEvaluateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_model_is_trained_from_a_file_and_judged()
    {
        var train = Sessions("train.txt", 60);
        var test = Sessions("test.txt", 12);
        var model = Path.Combine(_folder.Path, "model");
        var report = Path.Combine(_folder.Path, "report.json");

        var trained = await CommandLineRun.OfAsync(
            "train", train, "--output", model, "--dimensions", "8", "--epochs", "3", "--threads", "1");
        var judged = await CommandLineRun.OfAsync(
            "evaluate", "--protocol", "sessions", "--train", train, "--test", test, "--model", model, "--report",
                report);

        trained.ExitCode.ShouldBe(ExitCode.Ok, trained.Error);
        trained.Output.ShouldContain("240 of 60 users and 12 items");
        trained.Error.ShouldContain("factors: 100 %");
        judged.ExitCode.ShouldBe(ExitCode.Ok, judged.Error);
        judged.Output.ShouldContain("36 predictions");
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(report));
        json.RootElement.GetProperty("predictions").GetDouble().ShouldBe(36);
        json.RootElement.GetProperty("HR@20").GetDouble().ShouldBe(1); // twelve items, twenty places
        json.RootElement.GetProperty("MRR@20").GetDouble().ShouldBeGreaterThan(0.3); // by chance 0.26
    }

    [Fact]
    public async Task Quiet_shows_results_only()
    {
        var run = await CommandLineRun.OfAsync(
            "train", Sessions("train.txt", 20), "--output", Path.Combine(_folder.Path, "m"), "--dimensions", "4",
                "--epochs", "1", "--quiet");

        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        run.Error.ShouldBeEmpty();
        run.Output.ShouldContain("written ");
    }

    [Fact]
    public async Task A_missing_file_is_one_line_and_no_stack_trace()
    {
        var run = await CommandLineRun.OfAsync("train", Path.Combine(_folder.Path, "absent.txt"));

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.ErrorLines.Length.ShouldBe(1);
        run.Error.ShouldContain("absent.txt");
    }

    [Fact]
    public async Task Verbose_adds_the_stack_trace()
    {
        var run = await CommandLineRun.OfAsync("train", Path.Combine(_folder.Path, "absent.txt"), "--verbose");

        run.ErrorLines.Length.ShouldBeGreaterThan(1);
        run.Error.ShouldContain("   at StreamReco.");
    }

    [Fact]
    public async Task A_missing_model_is_one_line_that_names_the_setting()
    {
        var file = Sessions("some.txt", 12);

        var run = await CommandLineRun.OfAsync(
            "evaluate", "--protocol", "sessions", "--train", file, "--test", file, "--model",
                Path.Combine(_folder.Path, "absent"));

        run.ExitCode.ShouldBe(ExitCode.Failure);
        run.ErrorLines.Single().ShouldContain("Model:Directory (--model)");
    }

    [Fact]
    public async Task A_value_that_cannot_train_is_wrong_usage()
    {
        var run = await CommandLineRun.OfAsync("train", "clicks.txt", "--dimensions", "0");

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.ErrorLines[0].ShouldBe("--dimensions is '0'; it must be 1 to 256.");
    }

    [Theory]
    [InlineData("sessions", "--train FILE", "--test FILE")]
    [InlineData("leave-one-out", "--data FILE")]
    public async Task A_protocol_says_which_files_it_needs(string protocol, params string[] needed)
    {
        var run = await CommandLineRun.OfAsync("evaluate", "--protocol", protocol);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.ErrorLines[..^1].ShouldBe([.. needed.Select(option => $"--protocol {protocol} needs {option}.")]);
    }

    [Fact]
    public async Task An_unknown_protocol_is_answered_with_those_that_there_are()
    {
        var run = await CommandLineRun.OfAsync("evaluate", "--protocol", "session");

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain("leave-one-out");
    }

    [Fact]
    public async Task All_faults_of_the_settings_are_told_a_line_each()
    {
        var run = await CommandLineRun.OfAsync(
            "evaluate", "--protocol", "leave-one-out", "--data", Sessions("x.txt", 2), "--set", "Score:Threads=-1", "--set",
                "Rerank:Itens=3", "--provider", "gpu");

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.ErrorLines.Length.ShouldBe(3);
        run.Error.ShouldContain("Rerank:Itens (--set) is not a setting; did you mean Rerank:Items?");
    }

    [Fact]
    public async Task A_state_file_that_is_not_there_is_not_made()
    {
        var path = Path.Combine(_folder.Path, "absent.db");

        var run = await CommandLineRun.OfAsync("users", "dump", "--state", path);

        run.ExitCode.ShouldBe(ExitCode.Failure);
        run.ErrorLines[^1].ShouldBe($"State:Connection (--state) is '{path}'; there is no such file.");
        File.Exists(path).ShouldBeFalse();
    }

    [Fact]
    public async Task Two_clicks_compare_nothing_and_that_is_said_once()
    {
        var file = Path.Combine(_folder.Path, "two.csv");
        await File.WriteAllTextAsync(file, "user,item,time\nu,a,2026-01-01T00:00:00Z\nu,b,2026-01-01T00:01:00Z\n");

        var run = await CommandLineRun.OfAsync("train", file, "--output", Path.Combine(_folder.Path, "model"), "--budget", "0.1", "--threads", "1");

        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        run.Output.ShouldNotContain("on 0 queries");
        run.Output.Split('\n').Count(line => line.StartsWith("chosen ", StringComparison.Ordinal) && line.Contains("no query", StringComparison.Ordinal)).ShouldBe(1);
    }

    /// <summary>Sessions that walk a circle of twelve items, four steps each.</summary>
    private string Sessions(string name, int count)
    {
        var text = new StringBuilder("SessionId\tItemId\tTime\n");
        for (var session = 0; session < count; session++)
        {
            for (var step = 0; step < 4; step++)
            {
                text.Append(CultureInfo.InvariantCulture,
                    $"{session}\ti{(session + step) % 12}\t{1_600_000_000 + (session * 1000) + (step * 10)}\n");
            }
        }

        var path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, text.ToString());
        return path;
    }
}
