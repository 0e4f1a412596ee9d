using System.Text.Json;
using StreamReco.Models.Artifacts;
using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Cli;

namespace StreamReco.StreamHost.Tests.Http;

/// <summary>An experiment that compares two models, from the command to the answers of a running node.</summary>
public sealed class ModelArmsTests
{
    private const int Users = 12;

    private const string Definition = """
        {"id": "ranker", "arms": [{"name": "today", "ranges": [[0, 500000]]}, {"name": "new", "ranges": [[500000, 1000000]]}]}
        """;

    [Fact]
    public async Task Each_arm_is_answered_by_its_model_and_the_active_one_stays_until_the_experiment_is_stopped()
    {
        using var folder = new TemporaryFolder();
        var next = PathModel.Make(dimensions: 6, seed: 8);
        ModelArtifactWriter.Write(Path.Combine(folder.Path, "models", "next"), next);
        await using var scene = await HttpScene.StartAsync(options => options.Model.Versions = Path.Combine(folder.Path, "models"));
        await scene.UntilAsync("ready", "/health/ready", answer => answer.GetProperty("status").GetString() == "ready");
        var (active, other) = (scene.Node.Model.Manifest.Version, next.Manifest.Version);
        string[] node = ["--node", scene.Http.Url];
        var file = Path.Combine(folder.Path, "ranker.json");
        File.WriteAllText(file, Definition);

        var unknown = await CommandLineRun.OfAsync(["experiments", "start", file, "--arm", "new=model:none", .. node]);
        var misnamed = await CommandLineRun.OfAsync(["experiments", "start", file, "--arm", $"old=model:{other}", .. node]);
        var malformed = await CommandLineRun.OfAsync(["experiments", "start", file, "--arm", $"new={other}", .. node]);
        var started = await CommandLineRun.OfAsync(["experiments", "start", file, "--arm", $"new=model:{other}", .. node]);
        await scene.UntilAsync("in force", "/v1/experiments/ranker", answer => answer.GetProperty("partitions").GetArrayLength() == 3);
        await scene.ClickAsync([.. Enumerable.Range(0, Users).Select(user => ($"u{user}", "i1"))]);
        var answers = new List<(string Arm, string Version, double Propensity)>();
        for (var user = 0; user < Users; user++)
        {
            answers.Add(Say((await scene.GetAsync($"/v1/recommendations/u{user}")).GetProperty("recommendation")));
        }

        var changed = await CommandLineRun.OfAsync(["models", "activate", other, .. node]);
        var shown = await CommandLineRun.OfAsync(["experiments", "show", "ranker", .. node]);
        var stopped = await CommandLineRun.OfAsync(["experiments", "stop", "ranker", .. node]);
        await scene.UntilAsync("stopped", "/v1/experiments/ranker", answer => !answer.GetProperty("is_running").GetBoolean());
        var after = await CommandLineRun.OfAsync(["models", "activate", other, .. node]);

        (unknown.ExitCode, misnamed.ExitCode, malformed.ExitCode).ShouldBe((ExitCode.Usage, ExitCode.Usage, ExitCode.Usage));
        unknown.Error.ShouldContain("arm new names model none: Model none cannot be used");
        misnamed.Error.ShouldContain($"--arm names 'old'; {file} has the arms today, new.");
        malformed.Error.ShouldContain("write NAME=model:VERSION");
        started.ExitCode.ShouldBe(ExitCode.Ok, started.Error);
        answers.ShouldAllBe(answer => answer.Version == (answer.Arm == "new" ? other : active) && answer.Propensity == 0.5);
        answers.Select(answer => answer.Arm).Distinct().Count().ShouldBe(2);
        changed.ExitCode.ShouldBe(ExitCode.Failure);
        changed.Error.ShouldContain("experiment ranker compares models with the one that answers");
        shown.Output.ShouldContain($"model {other}");
        stopped.ExitCode.ShouldBe(ExitCode.Ok, stopped.Error);
        after.ExitCode.ShouldBe(ExitCode.Ok, after.Error);
    }

    private static (string Arm, string Version, double Propensity) Say(JsonElement answer) => (
        answer.GetProperty("experiments")[0].GetProperty("variant").GetString()!,
        answer.GetProperty("model").GetProperty("version").GetString()!,
        answer.GetProperty("experiments")[0].GetProperty("propensity").GetDouble());
}
