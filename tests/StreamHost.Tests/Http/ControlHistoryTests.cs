using System.Net.Http.Json;
using System.Text.Json;
using StreamReco.Models.Artifacts;
using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Cli;

namespace StreamReco.StreamHost.Tests.Http;

public sealed class ControlHistoryTests
{
    [Fact]
    public async Task Whatever_was_asked_of_the_cluster_stands_in_its_history_with_who_and_how_it_ended()
    {
        using var folder = new TemporaryFolder();
        var key = Path.Combine(folder.Path, "erasure.key");
        await File.WriteAllTextAsync(key, new string('a', 64));
        var next = PathModel.Make(dimensions: 6, seed: 8);
        ModelArtifactWriter.Write(Path.Combine(folder.Path, "models", "next"), next);
        await using var scene = await HttpScene.StartAsync(options =>
        {
            options.Model.Versions = Path.Combine(folder.Path, "models");
            options.Pipeline.Privacy.ErasureKeyFile = key;
        });
        await scene.UntilAsync("ready", "/health/ready", answer => answer.GetProperty("status").GetString() == "ready");
        await scene.ClickAsync(("u1", "i1"));
        string[] node = ["--node", scene.Http.Url];
        (await CommandLineRun.OfAsync(["cluster", "history", .. node])).Output.Trim().ShouldBe("nothing was asked of this cluster yet");

        var activated = await CommandLineRun.OfAsync(["models", "activate", next.Manifest.Version, "--by", "Änn", .. node]);
        var resumed = await CommandLineRun.OfAsync(["cluster", "resume", scene.Node.Name, .. node]);
        var erased = await CommandLineRun.OfAsync(["users", "erase", "u1", "--output", "json", .. node]);
        using var unnamed = await scene.Client.PostAsJsonAsync("/admin/v1/erasures", new { user_id = "u2" });
        using var begun = await scene.Client.PostAsJsonAsync("/admin/v1/replays", new { name = "day", output = "day.again" });
        var id = (await begun.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        using var ended = await scene.Client.PostAsJsonAsync($"/admin/v1/replays/{id}/end", new { why = "stopped" });
        await scene.UntilAsync(
            "five requests have ended", "/admin/v1/cluster/history", history => history.GetArrayLength() == 5
                && history.EnumerateArray().All(request => request.GetProperty("outcome").GetString() != "open"));

        activated.ExitCode.ShouldBe(ExitCode.Ok, activated.Error);
        resumed.ExitCode.ShouldBe(ExitCode.Ok, resumed.Error);
        erased.ExitCode.ShouldBe(ExitCode.Ok, erased.Error);
        JsonDocument.Parse(erased.Output).RootElement.GetProperty("offsets").GetArrayLength().ShouldBe(3);
        ((int)unnamed.StatusCode, (int)ended.StatusCode).ShouldBe((200, 200));
        var json = await CommandLineRun.OfAsync(["cluster", "history", "--output", "json", .. node]);
        JsonDocument.Parse(json.Output).RootElement.EnumerateArray()
            .Select(request => $"{request.GetProperty("kind")} by {request.GetProperty("by")}: {request.GetProperty("outcome")}")
            .ShouldBe(
            [
                "replay by api: failed", "erase-user by api: completed", $"erase-user by {Environment.UserName}: completed",
                $"resume-node by {Environment.UserName}: completed", "activate-model by Änn: completed",
            ]);
        json.Output.ShouldNotContain("\"u1\"");
        var table = await CommandLineRun.OfAsync(["cluster", "history", "--limit", "1", .. node]);
        table.Output.ShouldContain("failed: stopped");
        table.Output.ShouldNotContain("activate-model");
    }

    [Fact]
    public async Task An_erasure_by_a_node_without_a_key_says_what_is_missing()
    {
        await using var scene = await HttpScene.ReadyAsync();

        var run = await CommandLineRun.OfAsync("users", "erase", "u1", "--node", scene.Http.Url);
        var unknown = await CommandLineRun.OfAsync("cluster", "drain", "nobody", "--node", scene.Http.Url);

        run.ExitCode.ShouldBe(ExitCode.Failure);
        run.Error.ShouldContain("Privacy:ErasureKeyFile is not set at this node");
        unknown.Error.ShouldContain("There is no node 'nobody'; there are");
    }
}
