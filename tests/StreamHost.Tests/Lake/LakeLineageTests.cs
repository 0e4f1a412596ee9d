using System.Text;
using System.Text.Json;
using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Cli;
using StreamReco.TestKit;

namespace StreamReco.StreamHost.Tests.Lake;

/// <summary>From a model to the files of a lake, and from files and users to models; what commands tell of it to others.</summary>
public sealed class LakeLineageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Lake => Path.Combine(_folder.Path, "lake");

    private string Model => Path.Combine(_folder.Path, "model");

    private string Events => Path.Combine(_folder.Path, "lineage.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_model_is_followed_to_its_files_and_these_through_a_merge()
    {
        DiskLake.AddClicks(Lake, 250);
        await TrainAsync();

        var model = await JsonAsync(ExitCode.Ok, "lineage", "model", Model, "--lake", Lake);
        var origin = model.GetProperty("origin");
        (origin.GetProperty("kind").GetString(), origin.GetProperty("topic").GetString()).ShouldBe(("lake", "clicks"));
        origin.GetProperty("node_rules")[0].GetString().ShouldBe("rules-of-the-nodes");
        origin.GetProperty("filters").GetProperty("to").GetString().ShouldStartWith("2026-01-01T00:00:00");
        origin.GetProperty("rules").GetString()!.Length.ShouldBe(16);
        var span = model.GetProperty("spans").EnumerateArray().ShouldHaveSingleItem();
        (span.GetProperty("from").GetInt64(), span.GetProperty("to").GetInt64(), span.GetProperty("is_proven").GetBoolean()).ShouldBe((0, 249, true));
        span.GetProperty("files").EnumerateArray().Sum(file => file.GetProperty("rows").GetInt64()).ShouldBe(250);

        (await RunAsync("lake", "compact", "--lake", Lake)).ExitCode.ShouldBe(ExitCode.Ok);
        DiskLake.AddClicks(Lake, 60);
        var after = (await JsonAsync(ExitCode.Ok, "lineage", "model", model.GetProperty("model").GetProperty("version").GetString()!, "--model", Model, "--lake", Lake))
            .GetProperty("spans")[0];
        after.GetProperty("is_proven").GetBoolean().ShouldBeTrue();
        var merged = after.GetProperty("files").EnumerateArray().Where(file => file.GetProperty("fate").GetString() == "compact").ToList();
        merged.Count.ShouldBeGreaterThan(1);

        var path = merged[0].GetProperty("path").GetString()!;
        var file = (await JsonAsync(ExitCode.Ok, "lineage", "file", Path.Combine(Lake, path), "--lake", Lake, "--model", Model)).GetProperty("lives")[0];
        (file.GetProperty("added_by").GetString(), file.GetProperty("fate").GetString()).ShouldBe(("append", "compact"));
        file.GetProperty("models")[0].GetProperty("folder").GetString().ShouldBe(Model);
        file.GetProperty("replaced_by").GetArrayLength().ShouldBe(1);
        (await RunAsync("lineage", "file", "events/dt=2020-01-01/p=000/x.parquet", "--lake", Lake)).ExitCode.ShouldBe(ExitCode.Failure);
    }

    [Fact]
    public async Task A_model_that_saw_a_user_who_was_erased_is_named()
    {
        DiskLake.AddClicks(Lake, 250);
        await TrainAsync();

        var before = await JsonAsync(ExitCode.Ok, "lineage", "user", "u3", "--lake", Lake, "--model", Model);
        var sight = before.GetProperty("models").EnumerateArray().ShouldHaveSingleItem();
        (sight.GetProperty("sight").GetString(), sight.GetProperty("is_erased").GetBoolean()).ShouldBe(("saw", false));

        (await RunAsync("lake", "compact", "--lake", Lake)).ExitCode.ShouldBe(ExitCode.Ok);
        (await RunAsync("lake", "erase", "u3", "--lake", Lake)).ExitCode.ShouldBe(ExitCode.Ok);
        var erased = await JsonAsync(ExitCode.Failure, "lineage", "user", "u3", "--lake", Lake, "--model", Model);
        erased.GetProperty("files").GetArrayLength().ShouldBe(0);
        erased.GetProperty("erasures").EnumerateArray().Sum(one => one.GetProperty("rows").GetInt64()).ShouldBe(25);
        erased.GetProperty("models").EnumerateArray().ShouldAllBe(one => one.GetProperty("is_erased").GetBoolean() && one.GetProperty("sight").GetString() == "saw");

        await TrainAsync();
        (await RunAsync("lineage", "user", "u3", "--lake", Lake, "--model", Model)).Output.ShouldContain("No model that could be judged has seen this user.");
        (await RunAsync("lineage", "user", "nobody", "--lake", Lake, "--model", Model)).ExitCode.ShouldBe(ExitCode.Ok);
    }

    [Fact]
    public async Task What_commands_look_up_and_remove_of_a_person_stands_in_the_audit_trail()
    {
        DiskLake.AddClicks(Lake, 50);
        var state = Path.Combine(_folder.Path, "state.db");
        await File.WriteAllBytesAsync(state, []);

        string[][] commands = [["lake", "verify", "--absent", "u3"], ["lake", "erase", "u3"], ["lake", "verify", "--absent", "u3"], ["lineage", "user", "u3"]];
        foreach (var command in commands)
        {
            (await RunAsync([.. command, "--lake", Lake, "--state", state])).Error.ShouldNotContain("audit trail");
        }

        var listed = await RunAsync("audit", "list", "--user", "u3", "--output", "json", "--state", state);
        listed.ExitCode.ShouldBe(ExitCode.Ok, listed.Error);
        JsonDocument.Parse(listed.Output).RootElement.EnumerateArray().Reverse()
            .Select(one => $"{one.GetProperty("what").GetString()}: {one.GetProperty("outcome").GetString()}")
            .ShouldBe(["lake verify --absent: found", "lake erase: begun", "lake erase: erased", "lake verify --absent: not found", "lineage user: begun"]);
        (await RunAsync("audit", "list", "--user", "u4", "--output", "json", "--state", state)).Output.Trim().ShouldBe("[]");
    }

    [Fact]
    public async Task Where_there_is_no_trail_a_command_tells_and_where_one_is_required_it_does_nothing()
    {
        DiskLake.AddClicks(Lake, 50);
        string[] lake = ["--lake", Lake, "--state", Path.Combine(_folder.Path, "none.db")];

        var refused = await RunAsync(["lake", "erase", "u3", "--set", "Audit:Required=true", .. lake]);
        var held = await RunAsync(["lake", "verify", "--absent", "u3", .. lake]);
        var told = await RunAsync(["lake", "erase", "u3", .. lake]);

        refused.ExitCode.ShouldBe(ExitCode.Failure);
        refused.Error.ShouldContain("'lake erase' must stand in the audit trail first (Audit:Required is true)");
        held.ExitCode.ShouldBe(ExitCode.Failure, "nothing was removed");
        told.ExitCode.ShouldBe(ExitCode.Ok, told.Error);
        told.Error.ShouldContain("'lake erase' does not stand in the audit trail: State:Connection (--state) is");
        File.Exists(Path.Combine(_folder.Path, "none.db")).ShouldBeFalse();
    }

    [Fact]
    public async Task Another_lake_is_not_taken_for_the_one_that_was_read()
    {
        DiskLake.AddClicks(Lake, 150);
        await TrainAsync();
        Directory.Delete(Lake, recursive: true);
        DiskLake.AddClicks(Lake, 100);

        var run = await RunAsync("lineage", "model", Model, "--lake", Lake);

        run.ExitCode.ShouldBe(ExitCode.Failure);
        run.Output.ShouldContain("it is another lake, or its log was changed");
    }

    [Fact]
    public async Task Files_that_a_model_was_trained_on_stand_in_its_manifest_with_their_checksums()
    {
        var clicks = Path.Combine(_folder.Path, "clicks.csv");
        await File.WriteAllLinesAsync(
            clicks, ["user_id,item_id,timestamp", .. Enumerable.Range(0, 60).Select(i => $"u{i % 6},i{i * 7 % 11},{1_735_689_600 + (i * 60)}")]);

        var run = await RunAsync("train", clicks, "--output", Model, "--algorithm", "ials", "--dimensions", "4", "--epochs", "1");

        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        var origin = (await JsonAsync(ExitCode.Ok, "lineage", "model", Model)).GetProperty("origin");
        var file = origin.GetProperty("files").EnumerateArray().ShouldHaveSingleItem();
        (file.GetProperty("name").GetString(), file.GetProperty("role").GetString()).ShouldBe(("clicks.csv", "clicks"));
        file.GetProperty("sha256").GetString().ShouldBe(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(clicks))));
        (await RunAsync("lineage", "user", "u1", "--lake", Lake, "--model", Model)).Output.ShouldContain("nobody knows here whose clicks they hold");
    }

    [Fact]
    public async Task Labels_are_made_read_by_SQL_audited_and_summed_by_place()
    {
        DiskLake.AddClicks(Lake, 250);
        DiskLake.AddAnswers(Lake, 250);

        (await RunAsync("labels", "make", "--lake", Lake, "--close")).Output.ShouldStartWith("250 answers labelled, 0 amended");
        (await RunAsync("labels", "make", "--lake", Lake, "--close")).Output.ShouldStartWith("0 answers labelled, 0 amended, in 0 steps");

        var sql = await RunAsync(
            "lake", "sql", "select label, count(*) as n, max(version) as v from labels where \"position\" = 1 group by all order by all", "--lake", Lake, "--output", "json");
        sql.ExitCode.ShouldBe(ExitCode.Ok, sql.Error);
        sql.Output.ShouldContain("\"label\":\"click\"");
        sql.Output.ShouldContain("\"label\":\"purchase\"");
        var audit = await RunAsync("labels", "audit", "--lake", Lake, "--count", "40", "--seed", "3");
        audit.ExitCode.ShouldBe(ExitCode.Ok, audit.Output);
        audit.Output.ShouldContain("40 of 40 labels are what the clicks say");
        var bias = JsonDocument.Parse((await RunAsync("labels", "bias", "--lake", Lake, "--output", "json")).Output).RootElement;
        (bias[0].GetProperty("shown").GetInt64(), bias[1].GetProperty("clicks").GetInt64()).ShouldBe((250, 0));
        bias[0].GetProperty("clicks").GetInt64().ShouldBeGreaterThan(200);
        (await RunAsync("lake", "erase", "u3", "--lake", Lake)).ExitCode.ShouldBe(ExitCode.Ok);
        (await RunAsync("lake", "verify", "--absent", "u3", "--lake", Lake)).ExitCode.ShouldBe(ExitCode.Ok);
        (await RunAsync("lake", "verify", "--lake", Lake)).ExitCode.ShouldBe(ExitCode.Ok);
    }

    [Fact]
    public async Task Commands_tell_what_they_read_and_wrote_as_OpenLineage_demands_it()
    {
        DiskLake.AddClicks(Lake, 250);
        await TrainAsync("--openlineage", Events);
        (await RunAsync("lake", "compact", "--lake", Lake, "--openlineage", Events)).ExitCode.ShouldBe(ExitCode.Ok);
        (await RunAsync("lake", "erase", "u3", "--lake", Lake, "--openlineage", Events)).ExitCode.ShouldBe(ExitCode.Ok);
        var noClicks = Path.Combine(Path.GetDirectoryName(Events)!, "no-clicks.csv");
        await File.WriteAllTextAsync(noClicks, "colour,size\nred,3\n");
        (await RunAsync("evaluate", "--protocol", "sessions", "--train", noClicks, "--test", noClicks, "--openlineage", Events)).ExitCode.ShouldNotBe(ExitCode.Ok);

        var lines = await File.ReadAllLinesAsync(Events);
        foreach (var line in lines)
        {
            JsonSchemaCheck.Violations(JsonSchemaCheck.Load("openlineage-run-event"), Encoding.UTF8.GetBytes(line)).ShouldBeEmpty(line);
        }

        var events = lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        events.Select(one => $"{one.GetProperty("job").GetProperty("name").GetString()} {one.GetProperty("eventType").GetString()}").ShouldBe(
        [
            "train START", "train COMPLETE", "lake.compact START", "lake.compact COMPLETE", "lake.erase START", "lake.erase COMPLETE", "evaluate START", "evaluate FAIL",
        ]);
        events.Chunk(2).ShouldAllBe(pair => RunOf(pair[0]) == RunOf(pair[1]));
        events[1].GetProperty("inputs")[0].GetProperty("inputFacets").GetProperty("dataQualityMetrics").GetProperty("rowCount").GetInt64().ShouldBe(250);
        events[3].GetProperty("outputs")[0].GetProperty("outputFacets").GetProperty("outputStatistics").GetProperty("fileCount").GetInt64().ShouldBeGreaterThan(0);
        events[7].GetProperty("run").GetProperty("facets").GetProperty("errorMessage").GetProperty("message").GetString()!.ShouldContain("no-clicks.csv");
    }

    private static string? RunOf(JsonElement one) => one.GetProperty("run").GetProperty("runId").GetString();

    private async Task TrainAsync(params string[] more)
    {
        var run = await RunAsync(
            ["train", "--from-lake", Lake, "--to", "2026-01-01T00:00:00Z", "--output", Model, "--algorithm", "ials", "--dimensions", "4", "--epochs", "1", .. more]);
        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
    }

    private static async Task<JsonElement> JsonAsync(int exitCode, params string[] args)
    {
        var run = await RunAsync([.. args, "--output", "json"]);
        run.ExitCode.ShouldBe(exitCode, run.Output + run.Error);
        return JsonDocument.Parse(run.Output).RootElement;
    }

    private static Task<CommandLineRun> RunAsync(params string[] args) => CommandLineRun.OfAsync(args);
}
