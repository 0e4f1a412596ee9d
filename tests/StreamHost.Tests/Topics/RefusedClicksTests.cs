using System.Text;
using System.Text.Json;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Tests.EndToEnd;
using StreamReco.StreamHost.Tests.Http;
using StreamReco.StreamHost.Tests.Kafka;

namespace StreamReco.StreamHost.Tests.Topics;

/// <summary>Clicks that are forwarded into a topic by user on a real Apache Kafka, some of them with far timestamps.</summary>
[Collection(RealKafkaCollection.Name)]
public sealed class RefusedClicksTests(RealKafka kafka) : IDisposable
{
    private const int Partitions = 2;
    private const int Clicks = 120;
    private const long FarMs = 4_102_444_800_000; // 2100-01-01

    private static readonly Dictionary<string, string> _anyTime = new() { ["message.timestamp.after.max.ms"] = $"{long.MaxValue}" };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RealKafkaFact]
    public async Task The_topic_by_user_is_made_to_take_the_timestamps_that_the_clicks_topic_takes()
    {
        var harness = await HarnessAsync();
        Write(harness);

        var report = (await harness.RunToTheEndAsync()).Report();

        (report.Carried, report.Read, report.RejectedTotal).ShouldBe((Clicks, Clicks, 0));
    }

    [RealKafkaFact]
    public async Task Clicks_that_it_refuses_are_rejected_once_each_with_their_reason_and_the_others_go_on()
    {
        var harness = await HarnessAsync();
        await kafka.CreateAsync(harness.Options.Kafka.ByUser, Partitions);
        var far = Write(harness);

        var report = (await harness.RunToTheEndAsync()).Report();

        (report.Carried, report.Read).ShouldBe((Clicks, Clicks - far));
        var output = await harness.OutputAsync();
        (output.AnswerIds.Count, output.AnswerIds.Distinct().Count()).ShouldBe((Clicks - far, Clicks - far));
        (output.RejectedAt.Count, output.RejectedAt.Distinct().Count()).ShouldBe((far, far));
        output.Violations.ShouldBeEmpty();
        foreach (var record in await TopicReader.ReadAllAsync(kafka.Bootstrap, harness.Topics.Rejected))
        {
            var rejected = JsonDocument.Parse(record.Message.Value).RootElement;
            rejected.GetProperty("errors")[0].GetProperty("message").GetString().ShouldNotBeNull()
                .ShouldContain("message.timestamp.after.max.ms");
            rejected.GetProperty("origin").GetProperty("topic").GetString().ShouldBe(harness.Topics.Clicks);
        }
    }

    /// <returns>How many of the clicks have a far timestamp.</returns>
    private static int Write(PathHarness harness)
    {
        using var writer = new RecordWriter(harness.Options.Kafka);
        var far = 0;
        for (var i = 0; i < Clicks; i++)
        {
            var isFar = i % 51 == 3;
            far += isFar ? 1 : 0;
            writer.Write(
                harness.Topics.Clicks, Encoding.UTF8.GetBytes($"session-{i % 7}"), HttpScene.Event($"u{i % 20}", $"i{i % 50}"),
                isFar ? FarMs : null, null, CancellationToken.None);
        }

        writer.Flush(TimeSpan.FromSeconds(30));
        return far;
    }

    private async Task<PathHarness> HarnessAsync()
    {
        var topics = await PathTopics.CreateAsync(
            (prefix, n) => kafka.CreateTopicAsync(prefix, n, prefix == "clicks" ? _anyTime : null), Partitions);
        var harness = new PathHarness(kafka.Bootstrap, $"g-{topics.Clicks}", topics, Path.Combine(_folder.Path, "state.db"));
        (harness.Options.Kafka.Repartition, harness.Options.Kafka.ByUser) = (true, $"{topics.Clicks}.by-user");
        return harness;
    }
}
