using System.Text;
using System.Text.Json;
using StreamReco.Models.Artifacts;
using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Kafka;
using StreamReco.TestKit.Scoring;

namespace StreamReco.StreamHost.Tests.Cli;

/// <summary><c>lineage answer</c>: from an answer to its click and to what its model was trained on.</summary>
[Collection(RealKafkaCollection.Name)]
public sealed class LineageTests(RealKafka kafka) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private string _clicks = "";
    private string _recommendations = "";

    public async Task InitializeAsync() =>
        (_clicks, _recommendations) = (await kafka.CreateTopicAsync("clicks", 2), await kafka.CreateTopicAsync("recommendations", 2));

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [RealKafkaFact]
    public async Task An_answer_is_followed_to_its_click_its_model_and_the_training()
    {
        var model = PathModel.Make(dimensions: 4, seed: 1);
        ModelArtifactWriter.Write(Path.Combine(_folder.Path, "model"), model);
        Write(_clicks, 1, """{"event_id":"e0","event_type":"view_item","user_id":"u0","item_id":"i0","timestamp":"2026-11-28T10:00:00Z"}""",
            """{"event_id":"e1","event_type":"view_item","user_id":"u1","item_id":"i7","timestamp":"2026-11-28T10:00:00Z"}""");
        Write(_recommendations, 0, Answer("1-0-A", 0, model.Manifest.Version), Answer("1-1-A", 1, model.Manifest.Version));

        var run = await RunAsync("1-1-A", "--output", "json");
        var text = await RunAsync("1-1-A");

        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        var lineage = JsonDocument.Parse(run.Output).RootElement;
        lineage.GetProperty("answer_at").GetString().ShouldBe($"{_recommendations}/0@1");
        lineage.GetProperty("click").GetProperty("at").GetString().ShouldBe($"{_clicks}/1@1");
        lineage.GetProperty("click").GetProperty("user_id").GetString().ShouldBe("u1");
        lineage.GetProperty("click").GetProperty("items")[0].GetString().ShouldBe("i7");
        lineage.GetProperty("model").GetProperty("version").GetString().ShouldBe(model.Manifest.Version);
        lineage.GetProperty("model").GetProperty("interactions").GetInt64().ShouldBe(model.Manifest.Training.Interactions);
        lineage.GetProperty("missing").GetArrayLength().ShouldBe(0);
        text.Output.ShouldContain("item     i9: similar by knn, because of i7");
        text.Output.ShouldContain($"click    {_clicks}/1@1, view_item of i7 by u1 at 2026-11-28 10:00:00Z");
    }

    [RealKafkaFact]
    public async Task What_is_not_there_any_more_is_named_and_the_rest_is_shown()
    {
        Write(_recommendations, 1, Answer("0-44-A", 44, "gone"));

        var run = await RunAsync("0-44-A");
        var none = await RunAsync("0-45-A");
        var odd = await RunAsync("44");

        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        run.Output.ShouldContain($"answer   {_recommendations}/1@0, to u1");
        run.Output.ShouldContain($"missing  The click {_clicks}/0@44: the topic does not hold it");
        run.Output.ShouldContain("missing  The model gone: neither");
        none.ExitCode.ShouldBe(ExitCode.Failure);
        none.Output.ShouldContain("Answers over HTTP are not written to the topic");
        odd.ExitCode.ShouldBe(ExitCode.Usage);
        odd.Error.ShouldContain("'44' is no recommendation_id; it is PARTITION-OFFSET-VARIANT");
    }

    private Task<CommandLineRun> RunAsync(string id, params string[] more) => CommandLineRun.OfAsync(
        ["lineage", "answer", id, "--bootstrap", kafka.Bootstrap, "--clicks", _clicks, "--recommendations", _recommendations, "--model", Path.Combine(_folder.Path, "model"),
            "--lake", Path.Combine(_folder.Path, "lake"), .. more]);

    private string Answer(string id, long offset, string model) =>
        $$"""
        {"recommendation_id":"{{id}}","user_id":"u1","as_of":"2026-11-28T10:00:00Z",
         "items":[{"item_id":"i9","rank":1,"score":0.4,"reason":{"kind":"similar","source":"knn","because_of":["i7"]} }],
         "model":{"name":"path","version":"{{model}}"},"origin":{"topic":"{{_clicks}}","partition":{{id[0]}},"offset":{{offset}} } }
        """;

    private void Write(string topic, int partition, params string[] records)
    {
        using var producer = new TestProducer(kafka.Bootstrap, topic);
        foreach (var record in records)
        {
            producer.Write(Encoding.UTF8.GetBytes("u1"), Encoding.UTF8.GetBytes(record), partition);
        }

        producer.Flush();
    }
}
