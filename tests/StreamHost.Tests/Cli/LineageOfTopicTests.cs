using System.Text;
using System.Text.Json;
using StreamReco.Models.Artifacts;
using StreamReco.StreamHost.Kafka.Embedded;
using StreamReco.StreamHost.Kafka.Spans;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Terminal;
using StreamReco.TestKit;

namespace StreamReco.StreamHost.Tests.Cli;

/// <summary>Models that were trained from a topic: whom they may have seen, and what a training says of itself in a topic.</summary>
public sealed class LineageOfTopicTests : IDisposable
{
    private const string Events = "lineage";
    private const string User = "u000001";

    private readonly TemporaryFolder _folder = new();
    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();

    public LineageOfTopicTests()
    {
        _broker.CreateTopic("clicks", 2);
        _broker.CreateTopic("catalog", 1);
        _broker.CreateTopic("clicks.erasures", 1);
        _broker.CreateTopic(Events, 1);
        File.WriteAllText(Key, Convert.ToBase64String(Enumerable.Repeat((byte)5, 48).ToArray()));
    }

    private string Key => Path.Combine(_folder.Path, "erasure.key");

    private string Model => Path.Combine(_folder.Path, "model");

    public void Dispose()
    {
        _broker.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_model_of_a_topic_may_have_seen_a_user_whose_erasure_stands_behind_what_it_read()
    {
        await TrainAsync();
        var before = await LineageAsync(User);

        (await RunAsync("users", "erase", User, "--alone", "--set", $"Privacy:ErasureKeyFile={Key}")).ExitCode.ShouldBe(ExitCode.Ok);
        var after = await LineageAsync(User);
        var other = await LineageAsync("u000002");

        before.ExitCode.ShouldBe(ExitCode.Ok, before.Output + before.Error);
        after.ExitCode.ShouldBe(ExitCode.Failure, after.Output + after.Error);
        after.Output.ShouldContain("may have seen the user before the erasure");
        other.ExitCode.ShouldBe(ExitCode.Ok, other.Output + other.Error);
    }

    [Fact]
    public async Task A_model_that_is_trained_after_the_erasure_has_not_seen_the_user_though_the_clicks_still_stand_there()
    {
        await TrainAsync();
        var before = LeftOut();
        (await RunAsync("users", "erase", User, "--alone", "--set", $"Privacy:ErasureKeyFile={Key}")).ExitCode.ShouldBe(ExitCode.Ok);

        await TrainAgainAsync(); // The erasure stands in what is read: who is meant needs no key.
        var whole = LeftOut();
        var lineage = await LineageAsync(User);

        before.ShouldBe(0);
        whole.ShouldBeGreaterThan(0);
        lineage.ExitCode.ShouldBe(ExitCode.Ok, lineage.Output + lineage.Error);
    }

    [Fact]
    public async Task A_training_says_in_a_topic_what_it_read_and_wrote()
    {
        await TrainAsync("--set", $"Lineage:OpenLineageTopic={Events}");

        var events = new List<JsonElement>();
        TopicSpanReader.Read(
            new KafkaOptions { Bootstrap = _broker.Bootstrap }, ("Lineage:OpenLineageTopic", Events), null, null,
            (_, record) =>
            {
                JsonSchemaCheck.Violations(JsonSchemaCheck.Load("openlineage-run-event"), record.Value!).ShouldBeEmpty(Encoding.UTF8.GetString(record.Value!));
                events.Add(JsonDocument.Parse(record.Value!).RootElement);
            },
            CancellationToken.None);

        events.Select(one => one.GetProperty("eventType").GetString()).ShouldBe(["START", "COMPLETE"]);
        var input = events[1].GetProperty("inputs")[0];
        input.GetProperty("name").GetString().ShouldBe("clicks");
        input.GetProperty("namespace").GetString().ShouldStartWith("kafka://127.0.0.1:");
        input.GetProperty("inputFacets").GetProperty("dataQualityMetrics").GetProperty("rowCount").GetInt64().ShouldBe(1_500);
    }

    [Fact]
    public async Task That_no_broker_takes_an_event_is_told_once_and_does_not_end_the_training()
    {
        var file = Path.Combine(_folder.Path, "clicks.ndjson");
        (await CommandLineRun.OfAsync("simulate", "-o", file, "--events", "1500", "--items", "100", "--users", "100")).ExitCode.ShouldBe(ExitCode.Ok);

        var run = await CommandLineRun.OfAsync(
            "train", file, "--output", Model, "--algorithm", "ials", "--dimensions", "4", "--epochs", "1",
            "--set", $"Lineage:OpenLineageTopic={Events}", "--set", "Kafka:Bootstrap=127.0.0.1:1", "--set", "Kafka:RequestTimeoutMs=1000");

        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        run.Error.Split("could not be reported").Length.ShouldBe(2, run.Error);
    }

    private long LeftOut() =>
        ModelArtifactLoader.LoadManifest(Model).Training.Origin!.LeftOut.GetValueOrDefault("of erased users");

    private async Task TrainAsync(params string[] more)
    {
        (await RunAsync("simulate", "--events", "1500", "--users", "100", "--items", "100", "--seed", "5", "--start", "2026-01-05T00:00:00Z")).ExitCode.ShouldBe(ExitCode.Ok);
        await TrainAgainAsync(more);
    }

    private async Task TrainAgainAsync(params string[] more)
    {
        var trained = await TrainRunAsync(more);
        trained.ExitCode.ShouldBe(ExitCode.Ok, trained.Error);
    }

    private Task<CommandLineRun> TrainRunAsync(params string[] more) => RunAsync(
        ["train", "--from-kafka", "--output", Model, "--algorithm", "ials", "--dimensions", "4", "--epochs", "1", .. more]);

    private Task<CommandLineRun> LineageAsync(string user) => RunAsync(
        "lineage", "user", user, "--log", "--model", Model, "--lake", Path.Combine(_folder.Path, "none"), "--set", $"Privacy:ErasureKeyFile={Key}");

    private Task<CommandLineRun> RunAsync(params string[] args) => CommandLineRun.OfAsync([.. args, "--bootstrap", _broker.Bootstrap]);
}
