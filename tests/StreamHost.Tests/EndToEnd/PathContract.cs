using StreamReco.Models.Artifacts;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Sql;
using StreamReco.TestKit.Prerequisites;

namespace StreamReco.StreamHost.Tests.EndToEnd;

/// <summary>What the whole path promises, on any broker and any store.</summary>
public abstract class PathContract
{
    private protected const int Partitions = 3;

    private protected abstract string Bootstrap { get; }

    /// <summary>Creates a topic for a prefix and a number of partitions, and says its name.</summary>
    private protected abstract Task<string> CreateTopicAsync(string prefix, int partitions);

    /// <summary>A connection text to an empty store.</summary>
    private protected abstract Task<string> CreateStateAsync();

    /// <summary>The strictest delivery under which the broker remembers a group's offsets.</summary>
    private protected virtual string DeliveryThatIsRemembered => KafkaOptions.ExactlyOnce;

    [ContractFact]
    public Task Each_click_is_applied_repeated_or_rejected_and_each_applied_one_is_answered_once() =>
        RunThroughAsync(KafkaOptions.ExactlyOnce);

    [ContractFact]
    public Task At_least_once_without_a_failure_is_once() => RunThroughAsync(KafkaOptions.AtLeastOnce);

    [ContractFact]
    public async Task A_model_changes_amid_the_clicks_at_one_offset_of_each_partition_and_back_again()
    {
        using var folder = new TemporaryFolder();
        var harness = await HarnessAsync();
        harness.CommitInSmallSteps();
        harness.Options.Kafka.Delivery = DeliveryThatIsRemembered;
        harness.Options.Model.Versions = folder.Path;
        var (first, other) = (ModelArtifactLoader.LoadManifest(PathModel.Directory).Version, PathModel.Make(dimensions: 6, seed: 8));
        ModelArtifactWriter.Write(Path.Combine(folder.Path, "next"), other);
        var clicks = PathClicks.Make(count: 2_400, users: 120, seed: 6);
        IReadOnlyDictionary<int, long> there, back;
        await using (var node = await harness.StartAsync())
        {
            clicks.Write(harness.Options.Kafka, harness.Topics.Clicks, ..800);
            await node.UntilAsync("some commits", () => node.Committed > 100);
            there = (await node.Models.ActivateAsync(other.Manifest.Version, "test", CancellationToken.None)).Offsets;
            clicks.Write(harness.Options.Kafka, harness.Topics.Clicks, 800..1_600);
            await node.UntilAsync(
                "the change everywhere",
                () => node.Models.Shards is { Count: Partitions } shards && shards.All(s => s.Status.Version == other.Manifest.Version));
            await node.StopAsync();
        }

        await using (var node = await harness.StartAsync())
        {
            await node.UntilAsync("the shards", () => node.Models.Shards.Count == Partitions);
            back = (await node.Models.RollbackAsync("test", CancellationToken.None)).Offsets;
            clicks.Write(harness.Options.Kafka, harness.Topics.Clicks, 1_600..);
            await node.UntilAsync("the end", () => node.Read == clicks.Records.Count);
            await node.StopAsync();
        }

        var output = await harness.OutputAsync();
        output.ShouldBe(await harness.ExpectedAsync());
        foreach (var (partition, offset, version) in output.Versions)
        {
            version.ShouldBe(offset < there[partition] || offset > back[partition] ? first : other.Manifest.Version);
        }

        output.Versions.Count(answer => answer.Version == other.Manifest.Version).ShouldBeGreaterThan(500);
    }

    [ContractFact]
    public async Task With_a_throttle_the_last_click_of_a_burst_is_answered_and_ticks_are_not_read()
    {
        var harness = await HarnessAsync();
        harness.Options.Pipeline.Trigger.EmitIntervalMs = 60_000;
        harness.Options.Pipeline.Limits.IdleTickMs = 100;
        PathClicks.Make(count: 1_500, users: 60, seed: 5).Write(harness.Options.Kafka, harness.Topics.Clicks);

        var report = (await harness.RunToTheEndAsync()).Report();

        var (expected, output) = (await harness.ExpectedAsync(), await harness.OutputAsync());
        expected.Ticks.ShouldBeGreaterThan(0);
        (report.Read, report.Applied).ShouldBe((expected.Read, expected.Answers.Count));
        report.Answers.ShouldBe(output.AnswerIds.Count);
        output.AnswerIds.Count.ShouldBeLessThan(expected.Answers.Count);
        output.Violations.ShouldBeEmpty();
        PathOutput.RepeatedIn(output.AnswerIds).ShouldBeEmpty();
        output.AnswerIds.Except(expected.Answers).ShouldBeEmpty();
        expected.LastAnswers.Except(output.AnswerIds).ShouldBeEmpty();
    }

    [ContractFact]
    public async Task A_node_that_is_told_to_stop_stores_what_it_committed_and_the_next_one_goes_on_there()
    {
        var harness = await HarnessAsync();
        harness.CommitInSmallSteps();
        harness.Options.Kafka.Delivery = DeliveryThatIsRemembered;
        PathClicks.Make(count: 2_000, users: 150, seed: 4).Write(harness.Options.Kafka, harness.Topics.Clicks);
        long before;
        await using (var first = await harness.StartAsync())
        {
            await first.UntilAsync("some commits", () => first.Committed > 200);
            await first.StopAsync();
            before = first.Report().Read;
        }

        (await StoredOffsetsAsync(harness)).ShouldBe(CommittedOffsets(harness));
        var report = (await harness.RunToTheEndAsync()).Report();

        var expected = await harness.ExpectedAsync();
        before.ShouldBeLessThan(expected.Read);
        report.ThisRun!.Read.ShouldBe(expected.Read - before);
        report.Read.ShouldBe(expected.Read);
        (await harness.OutputAsync()).ShouldBe(expected);
        harness.Logs.OwnWarnings.ShouldBeEmpty();
    }

    private async Task RunThroughAsync(string delivery)
    {
        var harness = await HarnessAsync();
        harness.Options.Kafka.Delivery = delivery;
        var clicks = PathClicks.Make(count: 4_000, users: 150, seed: 3);
        clicks.Write(harness.Options.Kafka, harness.Topics.Clicks);

        var report = (await harness.RunToTheEndAsync()).Report();

        var expected = await harness.ExpectedAsync();
        (report.Read, report.Applied).ShouldBe((clicks.Records.Count, clicks.Good));
        report.Duplicate.ShouldBe(clicks.Duplicates);
        (report.Rejected["malformed"], report.RejectedTotal).ShouldBe((clicks.Malformed, clicks.Malformed));
        expected.Answers.Count.ShouldBe(clicks.Good);
        (await harness.OutputAsync()).ShouldBe(expected);
        harness.Logs.OwnWarnings.ShouldBeEmpty();
    }

    private protected async Task<PathHarness> HarnessAsync()
    {
        var topics = await PathTopics.CreateAsync(CreateTopicAsync, Partitions);
        return new PathHarness(Bootstrap, $"path-{topics.Clicks}", topics, await CreateStateAsync());
    }

    private static IReadOnlyList<long> CommittedOffsets(PathHarness harness)
    {
        using var progress = harness.Progress(Partitions);
        return progress.Offsets();
    }

    private static async Task<IReadOnlyList<long>> StoredOffsetsAsync(PathHarness harness)
    {
        await using var store = ShardStoreFactory.Create(harness.Options.State.Connection);
        var offsets = new List<long>();
        for (var partition = 0; partition < Partitions; partition++)
        {
            var shard = new ShardId(harness.Options.Kafka.Group, harness.Topics.Clicks, partition);
            offsets.Add((await store.LoadAsync(shard, CancellationToken.None))?.NextOffset ?? 0);
        }

        return offsets;
    }
}
