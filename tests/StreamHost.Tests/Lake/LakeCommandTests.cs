using System.Text.Json;
using StreamReco.StreamHost.Kafka.Embedded;
using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Cli;
using StreamReco.StreamHost.Tests.EndToEnd;

namespace StreamReco.StreamHost.Tests.Lake;

/// <summary>Clicks through a node into a lake, and what the commands say of it. The broker in the process keeps no transactions.</summary>
public sealed class LakeCommandTests : IDisposable
{
    private const int Partitions = 2;

    private static readonly PathTopics _topics = new("clicks", "catalog", "recommendations", "rejected");

    private readonly TemporaryFolder _folder = new();
    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();
    private readonly PathClicks _clicks = PathClicks.Make(count: 400, users: 40, seed: 17);

    public void Dispose()
    {
        _broker.Dispose();
        _folder.Dispose();
    }

    private string LakeFolder => Path.Combine(_folder.Path, "lake");

    [Fact]
    public async Task What_a_node_applied_is_in_the_lake_once_and_trains_the_same_model_as_the_topic()
    {
        await RunNodeAsync();

        var written = await LakeAsync("run", "--verdicts", "verdicts", "--until-end");
        written.ExitCode.ShouldBe(ExitCode.Ok, written.Error);
        (await LakeAsync("run", "--verdicts", "verdicts", "--until-end")).Output.ShouldStartWith("0 rows in 0 commits");
        var status = JsonDocument.Parse((await QueryAsync("status", "--output", "json")).Output).RootElement;
        SumOf(status, "events").ShouldBe(_clicks.Good);
        SumOf(status, "answers").ShouldBe(_clicks.Good);
        SumOf(status, "rejected").ShouldBe(_clicks.Duplicates + _clicks.Malformed);
        (await QueryAsync("verify")).ExitCode.ShouldBe(ExitCode.Ok);

        var fromLake = await TrainAsync("a", "--from-lake", LakeFolder);
        var fromTopic = await TrainAsync("b", "--from-kafka", "--bootstrap", _broker.Bootstrap, "--clicks", "clicks", "--catalog", "none");

        fromLake.ShouldBe(fromTopic);
    }

    [Fact]
    public async Task DuckDB_reads_every_type_as_declared_and_nothing_else_can_be_done()
    {
        await RunNodeAsync();
        await LakeAsync("run", "--verdicts", "verdicts", "--until-end");

        var types = await QueryAsync("sql", "select column_name, column_type from (describe events)", "--output", "json");
        types.ExitCode.ShouldBe(ExitCode.Ok, types.Error);
        types.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(TypeOf).ShouldBe(
        [
            "user_id VARCHAR", "session_id VARCHAR", "event_type VARCHAR", "event_time TIMESTAMP WITH TIME ZONE",
            "received_at TIMESTAMP WITH TIME ZONE", "event_hash UBIGINT", "offset BIGINT", "query VARCHAR", "search_id VARCHAR",
            "results INTEGER", "country VARCHAR",
            "items STRUCT(item_id VARCHAR, category VARCHAR, price DECIMAL(18,4), quantity INTEGER, \"position\" INTEGER)[]",
            "dt DATE", "partition INTEGER",
        ]);
        var count = await QueryAsync("sql", "select count(*) as n, count(distinct (partition, \"offset\")) as d from events", "--output", "json");
        count.Output.ShouldStartWith($"{{\"n\":{_clicks.Good},\"d\":{_clicks.Good}}}");
        var times = await QueryAsync(
            "sql", "select count(*) as n from events where event_time >= timestamptz '2023-11-14 00:00:00+00'", "--output", "json");
        times.Output.ShouldStartWith($"{{\"n\":{_clicks.Good}}}"); // statistics of another unit would answer 0

        foreach (var query in new[] { "copy events to 'x.parquet'", "select 1; drop view events", "select * from read_csv('/etc/passwd')" })
        {
            var refused = await QueryAsync("sql", query);
            refused.ExitCode.ShouldBe(ExitCode.Failure);
            refused.ErrorLines.ShouldHaveSingleItem();
        }
    }

    [Fact]
    public async Task A_user_who_is_erased_is_found_in_no_file()
    {
        await RunNodeAsync();
        await LakeAsync("run", "--verdicts", "verdicts", "--until-end");
        var user = _clicks.Records[0].Key;
        (await QueryAsync("verify", "--absent", user)).ExitCode.ShouldBe(ExitCode.Failure);

        var erased = await QueryAsync("erase", user);

        erased.ExitCode.ShouldBe(ExitCode.Ok, erased.Error);
        (await QueryAsync("verify", "--absent", user)).ExitCode.ShouldBe(ExitCode.Ok);
        (await QueryAsync("verify")).ExitCode.ShouldBe(ExitCode.Ok);
    }

    [Theory]
    [InlineData("clicks")]
    [InlineData("verdicts")]
    [InlineData("recommendations")]
    public async Task A_topic_that_was_made_again_ends_the_run_and_nothing_is_written(string topic)
    {
        await RunNodeAsync();
        (await LakeAsync("run", "--verdicts", "verdicts", "--until-end")).ExitCode.ShouldBe(ExitCode.Ok);
        var before = (await QueryAsync("status")).Output;
        _broker.DeleteTopic(topic);
        _broker.CreateTopic(topic, Partitions);

        foreach (string[] end in new string[][] { ["--until-end"], [] })
        {
            var run = await LakeAsync(["run", "--verdicts", "verdicts", .. end]).WaitAsync(TimeSpan.FromMinutes(2));
            run.ExitCode.ShouldBe(ExitCode.Failure, run.Output + run.Error);
            var said = run.ErrorLines.ShouldHaveSingleItem();
            said.ShouldStartWith($"{topic} 0: the topic ends at offset 0, before the lake's ");
            said.ShouldContain("--lake OTHER");
        }

        (await QueryAsync("status")).Output.ShouldBe(before);
        (await QueryAsync("verify")).ExitCode.ShouldBe(ExitCode.Ok);
    }

    [Fact]
    public async Task Without_verdicts_a_lake_says_what_to_set()
    {
        var run = await LakeAsync("run", "--until-end");

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.ErrorLines.ShouldHaveSingleItem().ShouldContain("Kafka:Verdicts is empty");
        (await QueryAsync("status")).ErrorLines.ShouldHaveSingleItem().ShouldContain("(Lake:Directory, --lake)");
    }

    private static string TypeOf(string line)
    {
        var row = JsonDocument.Parse(line).RootElement;
        return $"{row.GetProperty("column_name").GetString()} {row.GetProperty("column_type").GetString()}";
    }

    private static long SumOf(JsonElement status, string table) => status.EnumerateArray().Sum(
        partition => partition.GetProperty("rows").TryGetProperty(table, out var rows) ? rows.GetInt64() : 0);

    private async Task RunNodeAsync()
    {
        foreach (var topic in new[] { _topics.Clicks, _topics.Catalog, _topics.Recommendations, _topics.Rejected, "verdicts" })
        {
            _broker.CreateTopic(topic, Partitions);
        }

        var harness = new PathHarness(_broker.Bootstrap, "lake", _topics, Path.Combine(_folder.Path, "state.db"));
        harness.Options.Kafka.Verdicts = "verdicts";
        harness.CommitInSmallSteps();
        _clicks.Write(harness.Options.Kafka, _topics.Clicks);
        await harness.RunToTheEndAsync();
    }

    private Task<CommandLineRun> LakeAsync(params string[] args) => CommandLineRun.OfAsync(
        ["lake", .. args, "--bootstrap", _broker.Bootstrap, "--group", "lake", "--lake", LakeFolder, "--quiet"]);

    private Task<CommandLineRun> QueryAsync(params string[] args) => CommandLineRun.OfAsync(["lake", .. args, "--lake", LakeFolder]);

    /// <summary>The bytes of a model's files but the manifest, which names the source.</summary>
    private async Task<IReadOnlyDictionary<string, string>> TrainAsync(string name, params string[] source)
    {
        var folder = Path.Combine(_folder.Path, name);
        var run = await CommandLineRun.OfAsync(
            ["train", .. source, "--output", folder, "--algorithm", "ials", "--dimensions", "4", "--epochs", "1"]);
        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        return Directory.EnumerateFiles(folder).Where(file => !file.EndsWith("manifest.json", StringComparison.Ordinal))
            .ToDictionary(file => Path.GetFileName(file), file => Convert.ToHexString(File.ReadAllBytes(file)), StringComparer.Ordinal);
    }
}
