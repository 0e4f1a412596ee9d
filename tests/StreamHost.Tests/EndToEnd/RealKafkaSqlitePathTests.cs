using StreamReco.StreamHost.Tests.Kafka;

namespace StreamReco.StreamHost.Tests.EndToEnd;

[RequiresRealKafka]
[Collection(RealKafkaCollection.Name)]
public sealed class RealKafkaSqlitePathTests(RealKafka kafka) : PathContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private protected override string Bootstrap => kafka.Bootstrap;

    private protected override Task<string> CreateTopicAsync(string prefix, int partitions) =>
        kafka.CreateTopicAsync(prefix, partitions);

    private protected override Task<string> CreateStateAsync() =>
        Task.FromResult(Path.Combine(_folder.Path, "state.db"));

    [RealKafkaFact]
    public async Task A_node_that_joins_in_the_middle_takes_over_partitions_and_nothing_is_lost_or_repeated()
    {
        var harness = await HarnessAsync();
        harness.CommitInSmallSteps();
        var clicks = PathClicks.Make(count: 8_000, users: 300, seed: 6);
        clicks.Write(harness.Options.Kafka, harness.Topics.Clicks, ..4_000);
        using var progress = harness.Progress(Partitions);
        await using var first = await harness.StartAsync();
        await first.UntilAsync("the first node at work", () => first.Committed > 200);

        await using var second = await harness.StartAsync();
        await second.UntilAsync("a partition at the second node", () => second.Shards > 0);
        var moved = first.Shards;
        clicks.Write(harness.Options.Kafka, harness.Topics.Clicks, 4_000..);
        await second.UntilAsync("everything committed", () => progress.Committed() >= clicks.Records.Count);
        await second.StopAsync();
        await first.UntilAsync("all partitions at the first node again", () => first.Shards == Partitions);
        await first.StopAsync();

        moved.ShouldBeLessThan(Partitions);
        second.Committed.ShouldBeGreaterThan(0);
        var expected = await harness.ExpectedAsync();
        (await harness.OutputAsync()).ShouldBe(expected);
        first.Report().Read.ShouldBe(expected.Read);
        (first.Report().ThisRun!.Read + second.Committed).ShouldBe(expected.Read, "each counts its own share");
        first.Report().FirstAnswerSeconds.ShouldNotBeNull();
    }

    [RealKafkaFact]
    public async Task Two_nodes_that_run_to_the_end_share_the_partitions_and_both_end()
    {
        var harness = await HarnessAsync();
        harness.CommitInSmallSteps();
        var clicks = PathClicks.Make(count: 4_000, users: 300, seed: 8);
        clicks.Write(harness.Options.Kafka, harness.Topics.Clicks);

        await using var first = await harness.StartAsync(untilEnd: true);
        await using var second = await harness.StartAsync(untilEnd: true);
        await Task.WhenAll(first.EndAsync(), second.EndAsync());

        (await harness.OutputAsync()).ShouldBe(await harness.ExpectedAsync());
    }
}
