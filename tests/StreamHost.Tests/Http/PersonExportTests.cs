using System.Text;
using System.Text.Json;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Cli;
using StreamReco.TestKit;

namespace StreamReco.StreamHost.Tests.Http;

/// <summary>Everything that is held of a person: a value is planted in each place, and found in the export.</summary>
public sealed class PersonExportTests : IDisposable
{
    private const string Verdicts = "clicks.verdicts";
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();

    private string Lake => Path.Combine(_folder.Path, "lake");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_planted_in_state_search_experiment_answers_lake_topics_rejected_records_and_audit_trail_is_in_the_export()
    {
        await using var scene = await SceneAsync();
        await PlantAsync(scene);

        var export = await scene.GetAsync("/v1/users/anna/export?topics=true");

        JsonSchemaCheck.Violations(JsonSchemaCheck.Load("person-export"), Encoding.UTF8.GetBytes(export.GetRawText())).ShouldBeEmpty();
        var held = export.GetProperty("held").EnumerateArray().Single(one => one.GetProperty("state").ValueKind == JsonValueKind.Object);
        held.GetProperty("state").GetProperty("recent")[0].GetProperty("item_id").GetString().ShouldBe("i1");
        held.GetProperty("state").GetProperty("vector").ValueKind.ShouldBe(JsonValueKind.Array);
        held.GetProperty("searches")[0].GetProperty("query").GetString().ShouldBe("planted query");
        held.GetProperty("experiments").GetProperty("enrolments")[0].GetProperty("experiment").GetString().ShouldBe("varied");
        held.GetProperty("answers").GetArrayLength().ShouldBeGreaterThan(0);
        held.GetProperty("rejected").GetArrayLength().ShouldBe(1);
        var lake = export.GetProperty("lake");
        lake.GetProperty("events").EnumerateArray().Select(row => row.GetProperty("event_type").GetString()).ShouldContain("view_item");
        lake.GetProperty("answers").GetArrayLength().ShouldBeGreaterThan(0);
        lake.GetProperty("rejected").EnumerateArray().Select(row => Encoding.UTF8.GetString(row.GetProperty("payload").GetBytesFromBase64()))
            .Order().ShouldBe([Broken("anna", "planted-broken"), Broken("anna", "planted-under-another-key")]);
        var topics = export.GetProperty("topics");
        topics.GetProperty("clicks").GetArrayLength().ShouldBe(4);
        topics.GetProperty("recommendations").GetArrayLength().ShouldBeGreaterThan(0);
        topics.GetProperty("rejected").GetArrayLength().ShouldBe(2);
        export.GetProperty("audit").EnumerateArray().Select(record => record.GetProperty("what").GetString()).ShouldContain("GET /v1/users/{user}");
        export.GetRawText().ShouldNotContain("bennett");
    }

    [Fact]
    public async Task An_export_is_audited_and_the_commands_give_the_same_by_a_node_and_by_what_is_stored()
    {
        await using var scene = await SceneAsync();
        await PlantAsync(scene);
        var (byNode, stored) = (Path.Combine(_folder.Path, "node.json"), Path.Combine(_folder.Path, "stored.json"));

        var asked = await CommandLineRun.OfAsync("users", "export", "anna", "--output", byNode, "--node", scene.Http.Url, "--by", "Änn");
        asked.ExitCode.ShouldBe(ExitCode.Ok, asked.Error);
        await Waiting.UntilAsync(
            "the state is stored",
            async () =>
            {
                var read = await CommandLineRun.OfAsync(
                    "users", "export", "anna", "--output", stored, "--state", scene.Options.State.Connection, "--model", PathModel.Directory,
                    "--lake", Lake);
                read.ExitCode.ShouldBe(ExitCode.Ok, read.Error);
                return Recent(stored) == Recent(byNode);
            },
            _patience);

        var (first, second) = (Read(byNode), Read(stored));
        first.GetProperty("lake").GetRawText().ShouldBe(second.GetProperty("lake").GetRawText());
        Held(first).GetProperty("searches").GetRawText().ShouldBe(Held(second).GetProperty("searches").GetRawText());
        Held(first).GetProperty("experiments").GetRawText().ShouldBe(Held(second).GetProperty("experiments").GetRawText());
        Held(second).GetProperty("by").GetString().ShouldBe("state database");
        first.GetProperty("topics").ValueKind.ShouldBe(JsonValueKind.Null);
        first.GetProperty("not_searched").EnumerateArray().Select(place => place.GetString()!).ShouldContain(place => place.StartsWith("The topics clicks"));
        var audit = await scene.UntilAsync(
            "audited", "/v1/audit?user=anna", list => list.EnumerateArray().Any(one => one.GetProperty("what").GetString() == "users export"));
        audit.EnumerateArray().Select(one => (one.GetProperty("what").GetString(), one.GetProperty("by").GetString()))
            .ShouldContain(("GET /v1/users/{user}/export", "Änn"));
    }

    [Fact]
    public async Task Of_a_stranger_nothing_is_held_and_a_parameter_that_nobody_knows_is_refused()
    {
        await using var scene = await HttpScene.ReadyAsync();

        var export = await scene.GetAsync("/v1/users/stranger%2Fexport/export");
        using var misspelt = await scene.Client.GetAsync("/v1/users/stranger/export?topic=true");
        using var wrong = await scene.Client.GetAsync("/v1/users/stranger/export?topics=yes");

        export.GetProperty("user_id").GetString().ShouldBe("stranger/export");
        export.GetProperty("held").GetArrayLength().ShouldBe(0);
        export.GetProperty("lake").ValueKind.ShouldBe(JsonValueKind.Null);
        ((int)misspelt.StatusCode, (int)wrong.StatusCode).ShouldBe((400, 400));
        (await wrong.Content.ReadAsStringAsync()).ShouldContain("topics is 'yes'; it must be true or false.");
    }

    private async Task<HttpScene> SceneAsync()
    {
        var scene = await HttpScene.StartAsync(options =>
        {
            options.Kafka.Verdicts = Verdicts;
            options.Lake.Directory = Lake;
            options.Pipeline.Snapshot.EveryRecords = 1;
        });
        await scene.UntilAsync("ready", "/health/ready", answer => answer.GetProperty("status").GetString() == "ready");
        return scene;
    }

    private async Task PlantAsync(HttpScene scene)
    {
        await scene.PostAsync("/admin/v1/experiments", JsonDocument.Parse(
            """
            {"id": "varied", "arms": [{"name": "today", "ranges": [[0, 500000]]},
              {"name": "varied", "ranges": [[500000, 1000000]], "settings": {"diversity_lambda": 0.5}}]}
            """).RootElement);
        await scene.UntilAsync("it is in force", "/v1/experiments/varied", answer => answer.GetProperty("partitions").GetArrayLength() == 3);
        await scene.ClickAsync(("anna", "i1"), ("bennett", "i2"));
        await scene.GetAsync("/v1/users/anna");
        var before = scene.Committed;
        using (var writer = new RecordWriter(scene.Options.Kafka))
        {
            Write(writer, scene, "anna", JsonSerializer.Serialize(new
            {
                event_id = Guid.NewGuid(),
                event_type = "search",
                user_id = "anna",
                query = "planted query",
                timestamp = TimeProvider.System.GetUtcNow(),
            }));
            Write(writer, scene, "anna", Broken("anna", "planted-broken"));
            Write(writer, scene, "another", Broken("anna", "planted-under-another-key"));
            Write(writer, scene, "bennett", Broken("bennett", "not hers"));
            writer.Flush(_patience);
        }

        await Waiting.UntilAsync("the records are read", () => scene.Committed >= before + 4, _patience);
        var lake = await CommandLineRun.OfAsync(
            "lake", "run", "--verdicts", Verdicts, "--lake", Lake, "--bootstrap", scene.Options.Kafka.Bootstrap, "--until-end", "--quiet");
        lake.ExitCode.ShouldBe(ExitCode.Ok, lake.Error);
    }

    private static string Broken(string user, string id) =>
        $$"""{"event_id":"{{id}}","event_type":"view_item","user_id":"{{user}}","item_id":"i3","timestamp":"no time"}""";

    private static void Write(RecordWriter writer, HttpScene scene, string key, string json) => writer.Write(
        scene.Options.Kafka.Clicks, Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(json), null, null, default);

    private static JsonElement Read(string file) => JsonDocument.Parse(File.ReadAllBytes(file)).RootElement;

    private static JsonElement Held(JsonElement export) =>
        export.GetProperty("held").EnumerateArray().Single(one => one.GetProperty("state").ValueKind == JsonValueKind.Object);

    private static string Recent(string file) => Read(file).GetProperty("held").EnumerateArray()
        .Where(one => one.GetProperty("state").ValueKind == JsonValueKind.Object)
        .Select(one => one.GetProperty("state").GetProperty("recent").GetRawText()).SingleOrDefault("");
}
