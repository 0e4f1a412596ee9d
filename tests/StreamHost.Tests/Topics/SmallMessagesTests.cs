using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamReco.StreamHost.Kafka.Committing;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Tests.EndToEnd;
using StreamReco.StreamHost.Tests.Kafka;

namespace StreamReco.StreamHost.Tests.Topics;

/// <summary>Topics whose <c>max.message.bytes</c> is small, on a real Apache Kafka.</summary>
[Collection(RealKafkaCollection.Name)]
public sealed class SmallMessagesTests(RealKafka kafka) : IDisposable
{
    private const int Partitions = 2;

    /// <summary>Room for one answer or rejected record of the test's model, and not for two.</summary>
    private const int SmallBytes = 2_500;

    private readonly TemporaryFolder _folder = new();
    private readonly PathClicks _clicks = PathClicks.Make(count: 600, users: 30, seed: 51, malformed: 0.2);

    public void Dispose() => _folder.Dispose();

    [RealKafkaFact]
    public async Task Batches_follow_the_outbound_topics_limits_and_each_answer_is_there_once()
    {
        var harness = await HarnessAsync(SmallBytes);
        _clicks.Write(harness.Options.Kafka, harness.Topics.Clicks);

        await harness.RunToTheEndAsync();

        (await harness.OutputAsync()).ShouldBe(await harness.ExpectedAsync());
        harness.Logs.OwnWarnings.ShouldBeEmpty();
    }

    [RealKafkaFact]
    public async Task A_limit_that_is_lowered_under_a_running_node_costs_one_more_try()
    {
        var harness = await HarnessAsync(1_000_000);
        await using var node = await harness.StartAsync();
        await node.UntilAsync("the partitions", () => node.Shards == Partitions);
        await LowerAsync(harness.Topics.Recommendations, SmallBytes);

        _clicks.Write(harness.Options.Kafka, harness.Topics.Clicks);
        await node.UntilAsync("all folded", () => node.Read == _clicks.Records.Count);
        await node.StopAsync();

        (await harness.OutputAsync()).ShouldBe(await harness.ExpectedAsync());
    }

    [RealKafkaFact]
    public async Task An_answer_that_its_topic_never_takes_stops_the_node_with_the_setting_to_raise()
    {
        var harness = await HarnessAsync(1_000_000);
        await LowerAsync(harness.Topics.Recommendations, 120);
        _clicks.Write(harness.Options.Kafka, harness.Topics.Clicks);

        var fault = await Should.ThrowAsync<ShardFailedException>(harness.RunToTheEndAsync);

        fault.Message.ShouldContain($"max.message.bytes is 120");
        fault.Message.ShouldContain(harness.Topics.Recommendations);
        (await harness.OutputAsync()).AnswerIds.ShouldBeEmpty();
    }

    [RealKafkaFact]
    public async Task Events_of_the_API_are_written_in_batches_that_the_clicks_topic_takes_also_when_it_is_lowered()
    {
        var topic = await kafka.CreateTopicAsync("clicks", 1, new() { ["max.message.bytes"] = "4000" });
        using var producer = new EventProducer(new KafkaOptions { Bootstrap = kafka.Bootstrap, Clicks = topic }, timeoutMs: 20_000);
        (await WriteAllAsync(producer, count: 60, bytes: 900)).ShouldAllBe(written => written.Fault == null);

        await LowerAsync(topic, 1_500);

        (await WriteAllAsync(producer, count: 60, bytes: 900)).ShouldAllBe(written => written.Fault == null);
        (await WriteAllAsync(producer, count: 1, bytes: 3_000)).Single().Fault.ShouldNotBeNull().ShouldContain("max.message.bytes");
        (await TopicReader.ReadAllAsync(kafka.Bootstrap, topic)).Count.ShouldBe(120);
    }

    /// <summary>Bytes that do not compress, from a seed.</summary>
    private static async Task<WrittenEvent[]> WriteAllAsync(EventProducer producer, int count, int bytes)
    {
        var random = new Random(count + bytes);
        return await Task.WhenAll(Enumerable.Range(0, count).Select(i =>
        {
            var value = new byte[bytes];
            random.NextBytes(value);
            return producer.WriteAsync(Encoding.UTF8.GetBytes($"u{i}"), value, [], CancellationToken.None);
        }));
    }

    private async Task LowerAsync(string topic, int bytes)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = kafka.Bootstrap }).Build();
        await admin.IncrementalAlterConfigsAsync(new Dictionary<ConfigResource, List<ConfigEntry>>
        {
            [new ConfigResource { Type = ResourceType.Topic, Name = topic }] =
            [
                new ConfigEntry { Name = "max.message.bytes", Value = $"{bytes}", IncrementalOperation = AlterConfigOpType.Set },
            ],
        });
    }

    private async Task<PathHarness> HarnessAsync(int outboundBytes)
    {
        var outbound = new Dictionary<string, string> { ["max.message.bytes"] = $"{outboundBytes}" };
        var topics = await PathTopics.CreateAsync(
            (prefix, n) => kafka.CreateTopicAsync(prefix, n, prefix is "recommendations" or "rejected" ? outbound : null), Partitions);
        return new PathHarness(kafka.Bootstrap, $"g-{topics.Clicks}", topics, Path.Combine(_folder.Path, "state.db"));
    }
}
