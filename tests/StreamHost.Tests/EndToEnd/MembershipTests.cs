using StreamReco.StreamHost.Tests.Kafka;

namespace StreamReco.StreamHost.Tests.EndToEnd;

/// <summary>Two nodes of one cluster on a real Apache Kafka, stopped and started one after the other.</summary>
[Collection(RealKafkaCollection.Name)]
public sealed class MembershipTests(RealKafka kafka) : IDisposable
{
    private const int Partitions = 4;
    private const int Clicks = 3_000;

    private readonly TemporaryFolder _folder = new();
    private readonly PathClicks _clicks = PathClicks.Make(Clicks, users: 200, seed: 15);

    public void Dispose() => _folder.Dispose();

    [RealKafkaFact]
    public async Task A_rolling_restart_loses_nothing_and_repeats_nothing()
    {
        var topics = await PathTopics.CreateAsync((prefix, n) => kafka.CreateTopicAsync(prefix, n), Partitions);
        PathHarness[] harnesses = [Harness(topics), Harness(topics)];
        using var progress = harnesses[0].Progress(Partitions);
        RunningNode[] nodes = [await harnesses[0].StartAsync(), await harnesses[1].StartAsync()];
        try
        {
            await nodes[1].UntilAsync("the partitions shared", () => nodes.All(node => node.Shards == Partitions / 2));
            for (var turn = 0; turn < nodes.Length; turn++)
            {
                _clicks.Write(harnesses[0].Options.Kafka, topics.Clicks, Part(turn));
                await nodes[turn].StopAsync();
                await nodes[turn].DisposeAsync();
                await nodes[1 - turn].UntilAsync("the other has all", () => nodes[1 - turn].Shards == Partitions);
                nodes[turn] = await harnesses[turn].StartAsync();
                await nodes[turn].UntilAsync("its share back", () => nodes[turn].Shards == Partitions / 2);
            }

            await nodes[0].UntilAsync("everything committed", () => progress.Committed() >= Clicks);
            await Task.WhenAll(nodes.Select(node => node.StopAsync()));
        }
        finally
        {
            await Task.WhenAll(nodes.Select(node => node.DisposeAsync().AsTask()));
        }

        (await harnesses[0].OutputAsync()).ShouldBe(await harnesses[0].ExpectedAsync());
    }

    /// <summary>A node's settings with a log of its own; the state is shared.</summary>
    private PathHarness Harness(PathTopics topics) => new(
        kafka.Bootstrap, $"members-{topics.Clicks}", topics, Path.Combine(_folder.Path, "state.db"));

    private static Range Part(int turn) => (turn * Clicks / 2)..((turn + 1) * Clicks / 2);
}
