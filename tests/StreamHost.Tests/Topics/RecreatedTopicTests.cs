using StreamReco.StreamHost.Kafka;
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
        var rig = await RigAsync(KafkaOptions.StopOnRecreated);
        await FoldAndRecreateAsync(rig);

        var fault = await Should.ThrowAsync<ShardFailedException>(rig.RunToTheEndAsync);

        fault.Message.ShouldContain("made again");
        fault.Message.ShouldContain("Kafka:OnRecreatedTopic=begin");
        (await rig.OutputAsync()).AnswerIds.Count.ShouldBe(_before.Good, "nothing of the new topic is answered");
    }

    [RealKafkaFact]
    public async Task A_node_that_starts_on_another_topic_of_the_name_reads_it_from_its_beginning_by_choice()
    {
        var rig = await RigAsync(KafkaOptions.BeginOnRecreated);
        await FoldAndRecreateAsync(rig);
        var outputs = await rig.Topics.WithNewOutputsAsync((prefix, n) => kafka.CreateTopicAsync(prefix, n), Partitions);
        var anew = Rig(outputs, KafkaOptions.BeginOnRecreated);

        await anew.RunToTheEndAsync();

        (await anew.OutputAsync()).ShouldBe(await anew.ExpectedAsync());
        Forgotten(anew).ShouldBe(Partitions);

        await anew.RunToTheEndAsync();
        (await anew.OutputAsync()).ShouldBe(await anew.ExpectedAsync());
    }

    [RealKafkaFact]
    public async Task A_running_node_stops_when_its_topic_is_made_again()
    {
        var rig = await RigAsync(KafkaOptions.StopOnRecreated);
        _before.Write(rig.Options.Kafka, rig.Topics.Clicks);
        await using var node = await rig.StartAsync();
        await node.UntilAsync("all committed", () => node.Committed == _before.Records.Count);

        await kafka.RecreateAsync(rig.Topics.Clicks, Partitions);

        var fault = await Should.ThrowAsync<ShardFailedException>(node.EndAsync);
        fault.Message.ShouldContain("made again");
        fault.Message.ShouldContain("Kafka:OnRecreatedTopic=begin");
        (await rig.OutputAsync()).AnswerIds.Count.ShouldBe(_before.Good);
    }

    [RealKafkaFact]
    public async Task A_running_node_reads_a_topic_that_is_made_again_from_its_beginning_by_choice()
    {
        var rig = await RigAsync(KafkaOptions.BeginOnRecreated);
        _before.Write(rig.Options.Kafka, rig.Topics.Clicks);
        await using var node = await rig.StartAsync();
        await node.UntilAsync("all committed", () => node.Committed == _before.Records.Count);

        await kafka.RecreateAsync(rig.Topics.Clicks, Partitions);

        await node.UntilAsync("the old state forgotten", () => Forgotten(rig) == Partitions);
        _after.Write(rig.Options.Kafka, rig.Topics.Clicks);
        await node.UntilAsync("the new topic folded", () => node.Read == _after.Records.Count);
        await node.StopAsync();
        var (found, expected) = (await rig.OutputAsync(), await rig.ExpectedAsync());
        expected.Answers.Except(found.AnswerIds).ShouldBeEmpty("answers missing");
        found.AnswerIds.Count.ShouldBe(_before.Good + _after.Good);
    }

    private static int Forgotten(PathRig rig) =>
        rig.Logs.OwnWarnings.Count(line => line.Contains("The state is forgotten", StringComparison.Ordinal));

    private async Task FoldAndRecreateAsync(PathRig rig)
    {
        _before.Write(rig.Options.Kafka, rig.Topics.Clicks);
        await rig.RunToTheEndAsync();
        await RecreateAsync(rig);
    }

    /// <summary>The new topic goes on beyond the old one's offsets: its end alone tells nothing.</summary>
    private async Task RecreateAsync(PathRig rig)
    {
        await kafka.RecreateAsync(rig.Topics.Clicks, Partitions);
        _after.Write(rig.Options.Kafka, rig.Topics.Clicks);
    }

    private async Task<PathRig> RigAsync(string onRecreated) =>
        Rig(await PathTopics.CreateAsync((prefix, n) => kafka.CreateTopicAsync(prefix, n), Partitions), onRecreated);

    private PathRig Rig(PathTopics topics, string onRecreated)
    {
        var rig = new PathRig(kafka.Bootstrap, $"g-{topics.Clicks}", topics, Path.Combine(_folder.Path, "state.db"));
        rig.Options.Kafka.OnRecreatedTopic = onRecreated;
        return rig;
    }
}
