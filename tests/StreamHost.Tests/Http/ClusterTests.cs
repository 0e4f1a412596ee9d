using System.Net.Http.Json;
using System.Text.Json;
using StreamReco.Models.Artifacts;
using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Cli;

namespace StreamReco.StreamHost.Tests.Http;

public sealed class ClusterTests
{
    [Fact]
    public async Task Any_node_answers_for_any_user_by_asking_the_one_that_holds_the_partition()
    {
        await using var first = await HttpScene.ReadyAsync();
        await using var second = await HttpScene.BesideAsync(first);
        await first.UntilAsync("both hold shards", "/admin/v1/cluster", cluster => Healthy(cluster, members: 2));
        string[] users = [.. Enumerable.Range(0, 12).Select(i => $"user {i}/%")];
        await HttpScene.ClickAsync([first, second], [.. users.Select(user => (user, "i1"))]);

        var servers = new HashSet<string>();
        foreach (var user in users)
        {
            var answer = await first.GetAsync($"/v1/recommendations/{HttpScene.Escape(user)}");
            answer.GetProperty("user_id").GetString().ShouldBe(user);
            answer.GetProperty("known").GetBoolean().ShouldBeTrue();
            servers.Add(answer.GetProperty("served_by").GetString()!);
            (await second.GetAsync($"/v1/users/{HttpScene.Escape(user)}")).GetProperty("state").GetProperty("applied")
                .GetInt32().ShouldBe(1);
        }

        servers.Count.ShouldBe(2);
        (await first.GetAsync("/v1/trending")).GetProperty("partitions").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task A_drained_node_holds_nothing_until_it_is_called_back_and_the_others_go_on()
    {
        await using var first = await HttpScene.ReadyAsync();
        await using var second = await HttpScene.BesideAsync(first);
        await first.UntilAsync("both hold shards", "/admin/v1/cluster", cluster => Healthy(cluster, members: 2));

        var drained = await CommandLineRun.OfAsync("cluster", "drain", second.Node.Name, "--node", first.Http.Url);
        var members = await CommandLineRun.OfAsync("cluster", "members", "--node", first.Http.Url, "--output", "json");
        await HttpScene.ClickAsync([first], ("u1", "i1"), ("u2", "i2"), ("u3", "i3"));
        var resumed = await CommandLineRun.OfAsync("cluster", "resume", second.Node.Name, "--node", first.Http.Url);
        await first.UntilAsync("both hold shards again", "/admin/v1/cluster", cluster => Healthy(cluster, members: 2)
            && cluster.GetProperty("members").EnumerateArray().All(m => m.GetProperty("partitions").GetArrayLength() > 0));

        drained.ExitCode.ShouldBe(ExitCode.Ok, drained.Error);
        drained.Output.ShouldContain("is drained: it holds no partition, the others hold all");
        var member = JsonDocument.Parse(members.Output).RootElement.EnumerateArray()
            .Single(m => m.GetProperty("name").GetString() == second.Node.Name);
        member.GetProperty("phase").GetString().ShouldBe("drained");
        member.GetProperty("partitions").GetArrayLength().ShouldBe(0);
        resumed.ExitCode.ShouldBe(ExitCode.Ok, resumed.Error);
    }

    [Fact]
    public async Task Another_model_answers_after_its_trial_and_the_old_one_again_after_a_rollback()
    {
        using var folder = new TemporaryFolder();
        var next = PathModel.Make(dimensions: 6, seed: 8);
        ModelArtifactWriter.Write(Path.Combine(folder.Path, "next"), next);
        await using var scene = await HttpScene.StartAsync(options => options.Model.Versions = folder.Path);
        await scene.UntilAsync("ready", "/health/ready", answer => answer.GetProperty("status").GetString() == "ready");
        await scene.ClickAsync(("u1", "i1"), ("u2", "i2"), ("u3", "i3"));
        var (old, node) = (scene.Node.Model.Manifest.Version, scene.Http.Url);
        Task AnsweredByAsync(string version) => scene.UntilAsync(version, "/v1/recommendations/u1", answer =>
            answer.GetProperty("recommendation").GetProperty("model").GetProperty("version").GetString() == version);

        var unknown = await CommandLineRun.OfAsync("models", "activate", "none", "--node", node);
        var activated = await CommandLineRun.OfAsync("models", "activate", next.Manifest.Version, "--node", node);
        await AnsweredByAsync(next.Manifest.Version);
        var listed = await CommandLineRun.OfAsync("models", "list", "--node", node);
        var shown = await CommandLineRun.OfAsync("models", "show", next.Manifest.Version, "--node", node);
        using var ranked = await scene.Client.PostAsJsonAsync("/v1/rank", new { user_id = "u1", items = new[] { "i5" } });
        await Waiting.UntilAsync(
            "every shard has changed", () => scene.Node.Models.Shards.All(shard => shard.Status.Version == next.Manifest.Version),
            TimeSpan.FromSeconds(60));
        await scene.UntilAsync(
            "the figures name it", "/v1/figures", now => now.GetProperty("model").GetProperty("version").GetString() == next.Manifest.Version);
        var members = await CommandLineRun.OfAsync("cluster", "members", "--node", node);
        var similar = await scene.GetAsync("/v1/items/i5/similar");
        var back = await CommandLineRun.OfAsync("models", "rollback", "--node", node);
        await AnsweredByAsync(old);
        await Waiting.UntilAsync(
            "every shard has gone back", () => scene.Node.Models.Shards.All(shard => shard.Status.Version == old), TimeSpan.FromSeconds(60));
        var again = await CommandLineRun.OfAsync("models", "activate", old, "--node", node);

        unknown.ExitCode.ShouldBe(ExitCode.Failure);
        unknown.Error.ShouldContain("cannot be used");
        activated.ExitCode.ShouldBe(ExitCode.Ok, activated.Error);
        activated.Output.ShouldStartWith($"{next.Manifest.Version} passed its trial of ");
        activated.Output.ShouldContain($" % are recommended by {old}, the model of the settings, too); the change from {old} was written");
        listed.Output.ShouldContain(next.Manifest.Version);
        listed.Output.ShouldContain(old);
        shown.Output.ShouldContain("path");
        (await ranked.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("model_version").GetString().ShouldBe(next.Manifest.Version);
        members.Output.ShouldContain(next.Manifest.Version[..8]);
        similar.GetProperty("model_version").GetString().ShouldBe(next.Manifest.Version);
        back.ExitCode.ShouldBe(ExitCode.Ok, back.Error);
        back.Output.ShouldStartWith($"{old} is in memory and needs no trial; the change from {next.Manifest.Version} was written");
        again.Output.ShouldStartWith($"{old} is in use already and needs no trial; the change was written");
    }

    [Fact]
    public async Task A_model_of_another_shop_is_refused_until_it_is_forced()
    {
        using var folder = new TemporaryFolder();
        var foreign = PathModel.Make(dimensions: 4, seed: 9, prefix: "other");
        ModelArtifactWriter.Write(Path.Combine(folder.Path, "foreign"), foreign);
        await using var scene = await HttpScene.StartAsync(options => options.Model.Versions = folder.Path);
        await scene.UntilAsync("ready", "/health/ready", answer => answer.GetProperty("status").GetString() == "ready");
        string[] activate = ["models", "activate", foreign.Manifest.Version, "--node", scene.Http.Url];
        var own = scene.Node.Model.Manifest.Version;

        var refused = await CommandLineRun.OfAsync(activate);
        var after = scene.Node.Models.Shards.Select(shard => shard.Status.Version).Distinct().ToArray();
        var forced = await CommandLineRun.OfAsync([.. activate, "--force"]);

        refused.ExitCode.ShouldBe(ExitCode.Failure);
        refused.Error.ShouldContain("it knows 0 of the 60 items of the model of the settings");
        refused.Error.ShouldContain("Model:KnownShareMin is 0.5");
        refused.Error.ShouldContain("'models activate --force' takes it all the same");
        after.ShouldBe([own]);
        forced.ExitCode.ShouldBe(ExitCode.Ok, forced.Error);
    }

    [Fact]
    public async Task The_commands_show_tables_for_people_and_json_for_programs()
    {
        await using var scene = await HttpScene.ReadyAsync();
        await scene.ClickAsync(("u1", "i1"), ("u2", "i2"));
        await scene.UntilAsync("counted", "/v1/figures", f => f.GetProperty("totals").GetProperty("read").GetDouble() == 2);
        string[][] commands =
        [
            ["cluster", "status"], ["cluster", "members"], ["shards", "list"], ["lag"], ["quality"], ["tasks"],
            ["config", "show"],
        ];

        foreach (var command in commands)
        {
            var table = await CommandLineRun.OfAsync([.. command, "--node", scene.Http.Url]);
            var json = await CommandLineRun.OfAsync([.. command, "--node", scene.Http.Url, "--output", "json"]);
            table.ExitCode.ShouldBe(ExitCode.Ok, table.Error);
            table.Output.ShouldNotBeEmpty();
            Should.NotThrow(() => JsonDocument.Parse(json.Output), json.Output);
        }

        var user = await CommandLineRun.OfAsync("users", "show", "u1", "--node", scene.Http.Url);
        user.Output.ShouldContain("view_item 1");
        user.Output.ShouldMatch(@"\d-0-\w");
        var byStore = await CommandLineRun.OfAsync("shards", "list", "--state", scene.Options.State.Connection);
        var log = await CommandLineRun.OfAsync("log", "tail", "--node", scene.Http.Url);
        byStore.Output.ShouldContain(scene.Node.Name);
        log.Output.ShouldContain("opened under epoch 1");
    }

    [Fact]
    public async Task Without_the_token_and_without_a_node_the_commands_say_what_to_do()
    {
        await using var scene = await HttpScene.ListenAsync(http => http.AdminTokenFile = "env:STREAMRECO_TEST_TOKEN");

        var refused = await CommandLineRun.OfAsync("cluster", "status", "--node", scene.Http.Url);
        var nowhere = await CommandLineRun.OfAsync("lag", "--node", "http://127.0.0.1:1");
        var unknown = await CommandLineRun.OfAsync("lag", "--state", "/nowhere/reco.db");

        refused.Error.ShouldContain("wants its admin token: --token-file FILE");
        nowhere.Error.ShouldContain("(--node) does not answer");
        unknown.Error.ShouldContain("Name a node with --node");
        new[] { refused, nowhere, unknown }.ShouldAllBe(run => run.ExitCode == ExitCode.Failure);
    }

    private static bool Healthy(JsonElement cluster, int members) =>
        cluster.TryGetProperty("healthy", out var healthy) && healthy.GetBoolean()
        && cluster.GetProperty("members").GetArrayLength() == members
        && cluster.GetProperty("members").EnumerateArray().Count(m => m.GetProperty("partitions").GetArrayLength() > 0) == members;
}
