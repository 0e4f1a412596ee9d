using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Cli;

namespace StreamReco.StreamHost.Tests.Http;

public sealed class AuditTests
{
    private const string TokenSource = "env:STREAMRECO_TEST_TOKEN";

    [Fact]
    public async Task A_read_of_a_person_leaves_one_record_that_says_who_when_what_and_how_it_ended_and_names_no_id()
    {
        await using var scene = await HttpScene.ReadyAsync();
        await scene.ClickAsync(("anna", "i1"), ("ben", "i2"));

        var before = TimeProvider.System.GetUtcNow();
        await scene.GetAsync("/v1/users/anna");
        using var unknown = await scene.Client.GetAsync("/v1/users/nobody-knows");
        await scene.GetAsync("/v1/recommendations/anna");
        await scene.PostAsync("/v1/rank", new { user_id = "anna", items = new[] { "i1" } });

        var records = await UntilAsync(scene, "/v1/audit?user=anna", Has("GET /v1/users/{user}"));
        var record = records.EnumerateArray().Where(one => Text(one, "what") != "GET /v1/audit").ShouldHaveSingleItem();
        (Text(record, "what"), Text(record, "who"), Text(record, "by"), Text(record, "from"), Text(record, "outcome")).ShouldBe(
            ("GET /v1/users/{user}", "local", "api", "127.0.0.1", "200"));
        record.GetProperty("at").GetDateTimeOffset().ShouldBeInRange(before.AddSeconds(-1), TimeProvider.System.GetUtcNow());
        (await UntilAsync(scene, "/v1/audit?user=nobody-knows", Has("GET /v1/users/{user}"))).EnumerateArray()
            .Where(one => Text(one, "what") == "GET /v1/users/{user}").ShouldHaveSingleItem().GetProperty("outcome").GetString().ShouldBe("404");
        (await scene.GetAsync("/v1/audit?limit=1000")).GetRawText().ShouldNotContain("anna");
    }

    [Fact]
    public async Task Admin_requests_stand_in_the_trail_with_the_token_s_name_and_those_without_it_as_nobody_s()
    {
        await using var scene = await HttpScene.StartAsync(options => options.Http.AdminTokenFile = TokenSource);
        await scene.UntilAsync("ready", "/health/ready", answer => Text(answer, "status") == "ready");
        using var refused = await scene.Client.GetAsync("/v1/users/anna");
        scene.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", HttpScene.Token);
        scene.Client.DefaultRequestHeaders.Add("StreamReco-User", "%C3%84nn");
        for (var i = 0; i < 20; i++)
        {
            await scene.GetAsync("/admin/v1/config");
        }

        using var changed = await scene.Client.PostAsJsonAsync("/admin/v1/models/none-of-this-name/activate", new { });

        var records = await UntilAsync(scene, "/v1/audit", list => list.EnumerateArray().Any(one => Text(one, "what").StartsWith("POST")));
        var all = records.EnumerateArray().Select(one => (Text(one, "what"), Text(one, "who"), Text(one, "by"), Text(one, "outcome"))).ToList();
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        all.ShouldContain(("GET /v1/users/{user}", "nobody", "", "401"));
        all.Count(one => one == ("GET /admin/v1/config", "STREAMRECO_TEST_TOKEN", "Änn", "200")).ShouldBe(1);
        all.ShouldContain(("POST /admin/v1/models/{version}/activate", "STREAMRECO_TEST_TOKEN", "Änn", ((int)changed.StatusCode).ToString()));
        all.ShouldContain(one => one.Item1 == "node started");
        records.EnumerateArray().Single(one => Text(one, "what").StartsWith("POST")).GetProperty("about").GetString()
            .ShouldBe("version=none-of-this-name");
    }

    [Fact]
    public async Task Where_the_trail_is_required_and_cannot_be_written_reads_of_persons_are_refused_and_answers_go_on()
    {
        await using var scene = await HttpScene.StartAsync(options => (options.Audit.Required, options.Audit.WaitMs) = (true, 60_000));
        await UntilAsync(scene, "/health/ready", ready => Text(ready, "status") == "ready");
        await scene.ClickAsync(("anna", "i1"));
        await scene.GetAsync("/v1/users/anna");
        (await scene.GetAsync("/v1/audit?user=anna")).EnumerateArray().Count(one => Text(one, "what") == "GET /v1/users/{user}").ShouldBe(1);

        await ChangeAsync(scene, "CREATE TRIGGER stop BEFORE INSERT ON streamreco_audit BEGIN SELECT RAISE(ABORT, 'no room'); END");
        using var refused = await scene.Client.GetAsync("/v1/users/anna");
        var answer = await scene.GetAsync("/v1/recommendations/anna");
        var health = await scene.GetAsync("/health/ready");
        await ChangeAsync(scene, "DROP TRIGGER stop");
        await UntilAsync(scene, "/health/ready", ready => !ready.GetProperty("notes").EnumerateArray()
            .Any(note => note.GetString()!.StartsWith("The audit trail")));
        using var again = await scene.Client.GetAsync("/v1/users/anna");

        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>();
        Text(problem, "detail").ShouldStartWith("What is read of a person must stand in the audit trail first (Audit:Required is true)");
        HttpScene.ItemsOf(answer).ShouldNotBeEmpty();
        health.GetProperty("notes").EnumerateArray().Select(note => note.GetString()!)
            .ShouldContain(note => note.StartsWith("The audit trail cannot be written: "));
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        var verdict = await scene.GetAsync("/v1/audit/verify");
        verdict.GetProperty("first_bad").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task The_commands_list_and_verify_by_the_database_and_by_a_node_and_a_look_by_a_command_is_a_record_too()
    {
        await using var scene = await HttpScene.ReadyAsync();
        await scene.ClickAsync(("anna", "i1"));
        await scene.GetAsync("/v1/users/anna");
        await UntilAsync(scene, "/v1/audit?user=anna", Has("GET /v1/users/{user}"));
        string[] state = ["--state", scene.Options.State.Connection], node = ["--node", scene.Http.Url];

        var unheard = await CommandLineRun.OfAsync(["users", "show", "unheard-of", "--model", PathModel.Directory, .. state]);
        var listed = await CommandLineRun.OfAsync(["audit", "list", "--user", "unheard-of", "--output", "json", .. state]);
        var byNode = await CommandLineRun.OfAsync(["audit", "list", "--user", "anna", .. node]);
        var verified = await CommandLineRun.OfAsync(["audit", "verify", .. state]);
        await ChangeAsync(scene, "UPDATE streamreco_audit SET body = replace(body, '127.0.0.1', '127.0.0.2') WHERE seq = 2");
        var tampered = await CommandLineRun.OfAsync(["audit", "verify", .. state]);
        var tamperedByNode = await CommandLineRun.OfAsync(["audit", "verify", "--output", "json", .. node]);

        unheard.ExitCode.ShouldBe(ExitCode.Failure);
        var look = JsonDocument.Parse(listed.Output).RootElement.EnumerateArray().ShouldHaveSingleItem();
        (Text(look, "what"), Text(look, "by"), Text(look, "outcome")).ShouldBe(("users show", Environment.UserName, "not found"));
        byNode.Output.ShouldContain("GET /v1/users/{user}");
        (verified.ExitCode, verified.Output.Contains("records are as they were written")).ShouldBe((ExitCode.Ok, true), verified.Error);
        (tampered.ExitCode, tamperedByNode.ExitCode).ShouldBe((ExitCode.Failure, ExitCode.Failure));
        tampered.Error.ShouldContain("Record 2 of the audit trail of group 'streamreco' is not as it was written: it was changed");
        JsonDocument.Parse(tamperedByNode.Output).RootElement.GetProperty("first_bad").GetInt64().ShouldBe(2);
    }

    private static async Task ChangeAsync(HttpScene scene, string change)
    {
        await using var connection = new SqliteConnection($"Data Source={scene.Options.State.Connection};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = change;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<JsonElement> UntilAsync(HttpScene scene, string path, Func<JsonElement, bool> isSo) =>
        await scene.UntilAsync("the trail has it", path, isSo);

    private static Func<JsonElement, bool> Has(string what) =>
        list => list.EnumerateArray().Any(record => Text(record, "what") == what);

    private static string Text(JsonElement record, string name) => record.GetProperty(name).GetString()!;
}
