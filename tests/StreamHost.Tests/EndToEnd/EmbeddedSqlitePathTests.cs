using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using StreamReco.StreamHost.Hosting;
using StreamReco.StreamHost.Kafka;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Tests.Kafka;

namespace StreamReco.StreamHost.Tests.EndToEnd;

public sealed class EmbeddedPathTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_record_is_applied_duplicate_or_rejected_and_every_applied_click_is_answered()
    {
        using var broker = EmbeddedBroker.Start();
        var options = OptionsFor(broker.Bootstrap);
        foreach (var topic in new[] { options.Kafka.Clicks, options.Kafka.Recommendations, options.Kafka.Rejected, options.Kafka.Catalog })
        {
            broker.CreateTopic(topic, 3);
        }

        var clicks = PathClicks.Make(count: 4_000, users: 150, seed: 3);
        clicks.Write(options.Kafka, options.Kafka.Clicks);

        await using var node = await RecommenderNode.StartAsync(
            options, NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
        await node.RunAsync(untilEnd: true, CancellationToken.None);

        var report = node.Report();
        report.Read.ShouldBe(clicks.Records.Count);
        report.Applied.ShouldBe(clicks.Good);
        report.Duplicate.ShouldBe(clicks.Duplicates);
        report.Rejected["malformed"].ShouldBe(clicks.Malformed);
        report.Answers.ShouldBe(clicks.Good);

        var answers = await TopicReader.ReadAllAsync(broker.Bootstrap, options.Kafka.Recommendations);
        answers.Select(a => IdOf(a.Message.Value)).Distinct().Count().ShouldBe(clicks.Good);
        answers.Count.ShouldBe(clicks.Good);
        var rejected = await TopicReader.ReadAllAsync(broker.Bootstrap, options.Kafka.Rejected);
        rejected.Count.ShouldBe(clicks.Malformed);
    }

    private static string IdOf(byte[] answer) =>
        JsonDocument.Parse(answer).RootElement.GetProperty("recommendation_id").GetString()!;

    private StreamRecoOptions OptionsFor(string bootstrap)
    {
        var options = new StreamRecoOptions();
        options.Kafka.Bootstrap = bootstrap;
        options.Kafka.Group = "path";
        options.State.Connection = Path.Combine(_folder.Path, "state.db");
        options.Model.Directory = PathModel.Directory;
        return options;
    }
}
