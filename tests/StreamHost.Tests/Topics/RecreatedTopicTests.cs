using StreamReco.StreamHost.Kafka.Committing;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Tests.EndToEnd;
using StreamReco.StreamHost.Tests.Kafka;

namespace StreamReco.StreamHost.Tests.Topics;

/// <summary>The clicks topic is deleted and made again, on a real Apache Kafka.</summary>
[Collection(RealKafkaCollection.Name)]
public sealed class RecreatedTopicTests(RealKafka kafka) : IDisposable
{
    private const int Partitions = 2;

    private readonly TemporaryFolder _folder = new();
    private readonly PathClicks _before = PathClicks.Make(count: 160, users: 20, seed: 31);
    private readonly PathClicks _after = PathClicks.Make(count: 400, users: 20, seed: 32);

    public void Dispose() => _folder.Dispose();

    [RealKafkaFact]
    public async Task A_node_that_starts_on_another_topic_of_the_name_reads_nothing_and_says_what_to_do()
    {
        var harness = await HarnessAsync(KafkaOptions.StopOnRecreated);
        await FoldAndRecreateAsync(harness);

        var fault = await Should.ThrowAsync<ShardFailedException>(harness.RunToTheEndAsync);

        fault.Message.ShouldContain("made again");
        fault.Message.ShouldContain("Kafka:OnRecreatedTopic=begin");
        (await harness.OutputAsync()).AnswerIds.Count.ShouldBe(_before.Good, "nothing of the new topic is answered");
    }

    [RealKafkaFact]
    public async Task A_node_that_starts_on_another_topic_of_the_name_reads_it_from_its_beginning_by_choice()
    {
        var harness = await HarnessAsync(KafkaOptions.BeginOnRecreated);
        await FoldAndRecreateAsync(harness);
        var outputs = await harness.Topics.WithNewOutputsAsync((prefix, n) => kafka.CreateTopicAsync(prefix, n), Partitions);
        var anew = Harness(outputs, KafkaOptions.BeginOnRecreated);

        await anew.RunToTheEndAsync();

        (await anew.OutputAsync()).ShouldBe(await anew.ExpectedAsync());
        Forgotten(anew).ShouldBe(Partitions);

        await anew.RunToTheEndAsync();
        (await anew.OutputAsync()).ShouldBe(await anew.ExpectedAsync());
    }

    [RealKafkaFact]
    public async Task A_running_node_stops_when_its_topic_is_made_again()
    {
        var harness = await HarnessAsync(KafkaOptions.StopOnRecreated);
        _before.Write(harness.Options.Kafka, harness.Topics.Clicks);
        await using var node = await harness.StartAsync();
        await node.UntilAsync("all committed", () => node.Committed == _before.Records.Count);

        await kafka.RecreateAsync(harness.Topics.Clicks, Partitions);

        var fault = await Should.ThrowAsync<ShardFailedException>(node.EndAsync);
        fault.Message.ShouldContain("made again");
        fault.Message.ShouldContain("Kafka:OnRecreatedTopic=begin");
        (await harness.OutputAsync()).AnswerIds.Count.ShouldBe(_before.Good);
    }

    [RealKafkaFact]
    public async Task A_running_node_reads_a_topic_that_is_made_again_from_its_beginning_by_choice()
    {
        var harness = await HarnessAsync(KafkaOptions.BeginOnRecreated);
        _before.Write(harness.Options.Kafka, harness.Topics.Clicks);
        await using var node = await harness.StartAsync();
        await node.UntilAsync("all committed", () => node.Committed == _before.Records.Count);

        await kafka.RecreateAsync(harness.Topics.Clicks, Partitions);

        await node.UntilAsync("the old state forgotten", () => Forgotten(harness) == Partitions);
        _after.Write(harness.Options.Kafka, harness.Topics.Clicks);
        await node.UntilAsync("the new topic folded", () => node.Read == _after.Records.Count);
        await node.StopAsync();
        var (found, expected) = (await harness.OutputAsync(), await harness.ExpectedAsync());
        expected.Answers.Except(found.AnswerIds).ShouldBeEmpty("answers missing");
        found.AnswerIds.Count.ShouldBe(_before.Good + _after.Good);
    }

    private static int Forgotten(PathHarness harness) =>
        harness.Logs.OwnWarnings.Count(line => line.Contains("The state is forgotten", StringComparison.Ordinal));

    private async Task FoldAndRecreateAsync(PathHarness harness)
    {
        _before.Write(harness.Options.Kafka, harness.Topics.Clicks);
        await harness.RunToTheEndAsync();
        await RecreateAsync(harness);
    }

    /// <summary>The new topic goes on beyond the old one's offsets: its end alone tells nothing.</summary>
    private async Task RecreateAsync(PathHarness harness)
    {
        await kafka.RecreateAsync(harness.Topics.Clicks, Partitions);
        _after.Write(harness.Options.Kafka, harness.Topics.Clicks);
    }

    private async Task<PathHarness> HarnessAsync(string onRecreated) =>
        Harness(await PathTopics.CreateAsync((prefix, n) => kafka.CreateTopicAsync(prefix, n), Partitions), onRecreated);

    private PathHarness Harness(PathTopics topics, string onRecreated)
    {
        var harness = new PathHarness(kafka.Bootstrap, $"g-{topics.Clicks}", topics, Path.Combine(_folder.Path, "state.db"));
        harness.Options.Kafka.OnRecreatedTopic = onRecreated;
        return harness;
    }
}
