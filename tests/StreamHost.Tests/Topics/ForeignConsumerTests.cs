using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamReco.StreamHost.Tests.EndToEnd;
using StreamReco.StreamHost.Tests.Kafka;

namespace StreamReco.StreamHost.Tests.Topics;

/// <summary>Others use the name of a node's group, on a real Apache Kafka.</summary>
[Collection(RealKafkaCollection.Name)]
public sealed class ForeignConsumerTests(RealKafka kafka) : IDisposable
{
    private const int Partitions = 2;

    private readonly TemporaryFolder _folder = new();
    private readonly PathClicks _clicks = PathClicks.Make(count: 200, users: 20, seed: 61);

    public void Dispose() => _folder.Dispose();

    [RealKafkaFact]
    public async Task Offsets_that_a_tool_moves_are_reported_and_committed_again_and_a_foreign_member_is_reported()
    {
        var topics = await PathTopics.CreateAsync((prefix, n) => kafka.CreateTopicAsync(prefix, n), Partitions);
        var harness = new PathHarness(kafka.Bootstrap, $"g-{topics.Clicks}", topics, Path.Combine(_folder.Path, "state.db"));
        _clicks.Write(harness.Options.Kafka, topics.Clicks);
        using var progress = harness.Progress(Partitions);
        await using var node = await harness.StartAsync();
        await node.UntilAsync("all committed", () => progress.Committed() == _clicks.Records.Count);

        await MoveAsync(harness);
        progress.Committed().ShouldBe(Partitions);
        await node.UntilAsync("the offsets again", () => progress.Committed() == _clicks.Records.Count);
        harness.Logs.OwnWarnings.Count(line => line.Contains("its owner committed", StringComparison.Ordinal)).ShouldBe(Partitions);

        using var foreign = Join(harness);
        await node.UntilAsync(
            "the member reported",
            () =>
            {
                foreign.Consume(TimeSpan.FromMilliseconds(1));
                return harness.Logs.OwnWarnings.Any(line => line.Contains("members that are no nodes: intruder", StringComparison.Ordinal));
            });
        await node.UntilAsync("a note", () => node.Notes.Any(note => note.Contains("intruder", StringComparison.Ordinal)));
        foreign.Close();
        await node.StopAsync();
        (await harness.OutputAsync()).ShouldBe(await harness.ExpectedAsync());
    }

    private async Task MoveAsync(PathHarness harness)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = kafka.Bootstrap }).Build();
        var moved = Enumerable.Range(0, Partitions).Select(p => new TopicPartitionOffset(harness.Topics.Clicks, p, 1));
        await admin.AlterConsumerGroupOffsetsAsync([new ConsumerGroupTopicPartitionOffsets(harness.Options.Kafka.Group, [.. moved])]);
    }

    private IConsumer<Ignore, Ignore> Join(PathHarness harness)
    {
        var consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig
        {
            BootstrapServers = kafka.Bootstrap,
            GroupId = harness.Options.Kafka.Group,
            ClientId = "intruder",
            EnableAutoCommit = false,
            AutoOffsetReset = AutoOffsetReset.Latest,
        }).Build();
        consumer.Subscribe(harness.Topics.Clicks);
        return consumer;
    }
}
