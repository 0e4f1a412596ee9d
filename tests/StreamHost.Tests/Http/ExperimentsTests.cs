using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Cli;
using StreamReco.TestKit;

namespace StreamReco.StreamHost.Tests.Http;

/// <summary>An experiment from its file to its report, through a running node.</summary>
public sealed class ExperimentsTests
{
    private const int Users = 30;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_experiment_of_the_document_is_started_read_ramped_stopped_and_removed_from_the_command_line()
    {
        using var folder = new TemporaryFolder();
        await using var scene = await HttpScene.ReadyAsync();
        string[] node = ["--node", scene.Http.Url];
        (await CommandLineRun.OfAsync(["experiments", "list", .. node])).Output.Trim().ShouldBe("no experiment was started yet");

        var file = Write(folder, DocumentedFile());
        var started = await CommandLineRun.OfAsync(["experiments", "start", file, "--by", "Änn", .. node]);
        started.ExitCode.ShouldBe(ExitCode.Ok, started.Error);
        started.Output.ShouldContain("varied version 1 is running; it was written to the log of partitions 0-2.");
        await scene.UntilAsync("it is in force", "/v1/experiments/varied", answer => answer.GetProperty("partitions").GetArrayLength() == 3);

        await ViewAsync(scene);
        await FollowAsync(scene);

        var report = await CommandLineRun.OfAsync(["experiments", "report", "varied", "--output", "json", .. node]);
        report.ExitCode.ShouldBe(ExitCode.Ok, report.Error);
        var arms = JsonDocument.Parse(report.Output).RootElement.GetProperty("arms").EnumerateArray().ToArray();
        arms.Sum(arm => arm.GetProperty("assigned").GetInt32()).ShouldBe(Users);
        arms.Sum(arm => arm.GetProperty("exposed").GetInt32()).ShouldBe(Users);
        arms.ShouldAllBe(arm => arm.GetProperty("assigned").GetInt32() > 0);
        var table = await CommandLineRun.OfAsync(["experiments", "report", "varied", .. node]);
        table.Output.ShouldContain("varied: not enough: no two matured units in an arm yet.");
        (await CommandLineRun.OfAsync(["experiments", "show", "varied", .. node])).Output.ShouldContain("diversity_lambda 0.5");
        (await CommandLineRun.OfAsync(["experiments", "list", .. node])).Output.ShouldContain("today 50%, varied 50%");

        var again = await CommandLineRun.OfAsync(["experiments", "remove", "varied", .. node]);
        again.Error.ShouldContain("varied is running; stop it first.");
        (await CommandLineRun.OfAsync(["experiments", "stop", "varied", .. node])).Output.ShouldContain("varied is stopped by version 2");
        await scene.UntilAsync("it is stopped", "/v1/experiments/varied", answer => !answer.GetProperty("is_running").GetBoolean());
        (await CommandLineRun.OfAsync(["experiments", "remove", "varied", .. node])).Output.ShouldContain("varied is forgotten");
        await scene.UntilAsync("it is gone", "/v1/experiments", answer => answer.GetArrayLength() == 0);

        var history = await CommandLineRun.OfAsync(["cluster", "history", .. node]);
        history.Output.ShouldContain("start-experiment");
        history.Output.ShouldContain("Änn");
        history.Output.ShouldNotContain("ranges");
    }

    [Fact]
    public async Task The_log_gives_the_arms_and_sums_of_a_node_and_users_for_drawings_and_policies()
    {
        await using var scene = await HttpScene.ReadyAsync();
        await scene.PostAsync("/admin/v1/experiments", JsonDocument.Parse(DocumentedFile()).RootElement);
        await scene.UntilAsync("it is in force", "/v1/experiments/varied", answer => answer.GetProperty("partitions").GetArrayLength() == 3);
        await ViewAsync(scene);
        await FollowAsync(scene);
        string[] log = ["--bootstrap", scene.Options.Kafka.Bootstrap, "--model", scene.Options.Model.Directory];

        var verified = await CommandLineRun.OfAsync(["experiments", "verify", "varied", "--node", scene.Http.Url, .. log]);
        var drawn = await CommandLineRun.OfAsync(["experiments", "aa", "--salts", "50", .. log]);
        var open = await CommandLineRun.OfAsync(["experiments", "off-policy", "varied", "--share", "varied=1", .. log]);
        var unknown = await CommandLineRun.OfAsync(["experiments", "off-policy", "other", "--share", "varied=1", .. log]);

        verified.ExitCode.ShouldBe(ExitCode.Ok, verified.Output + verified.Error);
        verified.Output.ShouldContain($"varied: answers equal {2 * Users}, different 0, extra 0, not in the topic any more 0");
        verified.Output.ShouldContain("sums of 3 partitions compared, 0 differ");
        verified.Output.ShouldContain("the log gives what was stated");
        drawn.ExitCode.ShouldBe(ExitCode.Ok, drawn.Error);
        drawn.Output.ShouldContain($"{Users} users who saw a list, drawn into halves 50 times");
        drawn.Output.ShouldContain("click_through: nothing was counted");
        open.Error.ShouldContain("No user of 'varied' has matured yet");
        unknown.Error.ShouldContain("'other' is neither a file nor an experiment of topic 'clicks' (Kafka:Clicks); there are varied.");
    }

    [Fact]
    public async Task Answers_of_the_api_and_of_the_topic_name_the_same_arm_in_the_contract()
    {
        await using var scene = await HttpScene.ReadyAsync();
        await scene.PostAsync("/admin/v1/experiments", JsonDocument.Parse(DocumentedFile()).RootElement);
        await scene.UntilAsync("it is in force", "/v1/experiments/varied", answer => answer.GetProperty("partitions").GetArrayLength() == 3);
        await scene.ClickAsync(("u1", "i1"));

        var asked = (await scene.GetAsync("/v1/recommendations/u1")).GetProperty("recommendation");
        var user = await scene.GetAsync("/v1/users/u1");

        asked.GetProperty("experiments")[0].GetProperty("name").GetString().ShouldBe("varied");
        asked.GetProperty("experiments")[0].GetProperty("propensity").GetDouble().ShouldBe(0.5);
        JsonSchemaCheck.Violations(JsonSchemaCheck.Load("recommendation"), Encoding.UTF8.GetBytes(asked.GetRawText())).ShouldBeEmpty();
        user.ToString().ShouldContain(asked.GetProperty("experiments").GetRawText());
    }

    [Fact]
    public async Task What_cannot_be_started_is_refused_with_what_to_change()
    {
        await using var scene = await HttpScene.ReadyAsync();

        await RefusedAsync("""{"id":"a b","arms":[]}""", HttpStatusCode.BadRequest, "id is 'a b'; write 1 to 64 letters");
        await RefusedAsync("""{"id":"a","arms":[],"more":1}""", HttpStatusCode.BadRequest, "This is no definition of an experiment");
        await RefusedAsync(
            """{"id":"a","arms":[{"name":"x","model":"m1","ranges":[[0,10]]},{"name":"y","ranges":[[10,20]]}]}""", HttpStatusCode.BadRequest,
            "arm x names model m1: Model m1 cannot be used: there is no such model in");
        await RefusedAsync(
            """{"id":"a","arms":[{"name":"x","model":"m1","ranges":[[0,10]]},{"name":"y","model":"m2","ranges":[[10,20]]},{"name":"z","model":"m3","ranges":[[20,30]]}]}""",
            HttpStatusCode.BadRequest, "experiments would name 3 models beside");
        await RefusedAsync("""{"id":"a","arms":[{"name":"x","ranges":[[0,10]]}]}""", HttpStatusCode.BadRequest, "a has 1 arms");
        await RefusedAsync(
            $$"""{"id":"a","arms":[{"name":"{{new string('x', 65)}}","ranges":[[0,10]]},{"name":"y","ranges":[[10,20]]}]}""",
            HttpStatusCode.BadRequest, "an arm whose name has 65 characters");
        await RefusedAsync(
            $$"""{"id":"a","arms":[{{string.Join(',', Enumerable.Range(0, 101).Select(i => $$"""{"name":"a{{i}}","ranges":[[{{i}},{{i + 1}}]]}"""))}}]}""",
            HttpStatusCode.BadRequest, "a has 101 arms; 100 are the most.");
        using var unknown = await scene.Client.PostAsync("/admin/v1/experiments/b/stop", null);
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await unknown.Content.ReadAsStringAsync()).ShouldContain("There is no experiment 'b'; there is none.");

        async Task RefusedAsync(string definition, HttpStatusCode status, string why)
        {
            using var answer = await scene.Client.PostAsJsonAsync("/admin/v1/experiments", JsonDocument.Parse(definition).RootElement);
            var text = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString();
            (answer.StatusCode, text).ShouldBe((status, text));
            text.ShouldNotBeNull().ShouldContain(why);
        }
    }

    [Fact]
    public async Task A_node_with_a_token_lets_only_its_bearer_change_experiments()
    {
        await using var scene = await HttpScene.ReadyAsync(http => http.AdminTokenFile = "env:STREAMRECO_TEST_TOKEN");

        using var answer = await scene.Client.PostAsJsonAsync("/admin/v1/experiments", JsonDocument.Parse(DocumentedFile()).RootElement);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await scene.GetAsync("/v1/experiments")).GetArrayLength().ShouldBe(0);
    }

    /// <summary>The file that docs/EXPERIMENTS.md shows first, word for word.</summary>
    private static string DocumentedFile()
    {
        var text = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "EXPERIMENTS.md"));
        var from = text.IndexOf("```json", StringComparison.Ordinal) + "```json".Length;
        return text[from..text.IndexOf("```", from, StringComparison.Ordinal)];
    }

    private static string Write(TemporaryFolder folder, string text)
    {
        var path = Path.Combine(folder.Path, "varied.json");
        File.WriteAllText(path, text);
        return path;
    }

    private static Task ViewAsync(HttpScene scene) =>
        scene.ClickAsync([.. Enumerable.Range(0, Users).Select(user => ($"u{user}", "i1"))]);

    /// <summary>Every user sees the list of the answer to their click.</summary>
    private static async Task FollowAsync(HttpScene scene)
    {
        var before = scene.Committed;
        using (var writer = new RecordWriter(scene.Options.Kafka))
        {
            for (var user = 0; user < Users; user++)
            {
                var answers = (await scene.GetAsync($"/v1/users/u{user}")).GetProperty("last_answers");
                var list = answers[0].GetProperty("recommendation_id").GetString();
                writer.Write(scene.Options.Kafka.Clicks, Encoding.UTF8.GetBytes($"u{user}"), Seen($"u{user}", list!), null, null, default);
            }

            writer.Flush(_patience);
        }

        await Waiting.UntilAsync("the lists are seen", () => scene.Committed >= before + Users, _patience);
    }

    private static byte[] Seen(string user, string list) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        event_id = Guid.NewGuid(),
        event_type = "view_item_list",
        user_id = user,
        recommendation_id = list,
        items = new[] { new { item_id = "i2" } },
        timestamp = TimeProvider.System.GetUtcNow(),
    });
}
