using System.Text;
using System.Text.Json;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Node;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Cli;
using StreamReco.StreamHost.Tests.Kafka;

namespace StreamReco.StreamHost.Tests.Http;

[Collection(RealKafkaCollection.Name)]
public sealed class DrainOnRealKafkaTests(RealKafka kafka)
{
    private const int Partitions = 6;
    private const int Clicks = 3_000;

    [RealKafkaFact]
    public async Task A_node_is_emptied_while_clicks_flow_the_others_go_on_and_each_click_is_answered_once()
    {
        var set = await TopicsAsync();
        await using var first = await HttpScene.StartAsync(set);
        await using var second = await HttpScene.BesideAsync(first, set);
        await using var third = await HttpScene.BesideAsync(first, set);
        HttpScene[] nodes = [first, second, third];
        await Waiting.UntilAsync(
            "each holds two", () => nodes.All(node => node.Node is { Phase: NodePhase.Running, OpenShards.Count: 2 }), TimeSpan.FromSeconds(60));
        var kept = first.Node.OpenShards.Select(shard => shard.Shard.Partition).ToList();

        var writing = Task.Run(() => Write(first.Options.Kafka));
        var drained = await CommandLineRun.OfAsync("cluster", "drain", second.Node.Name, "--node", third.Http.Url);
        var whileDrained = second.Node.OpenShards.Count;
        var heldAll = first.Node.OpenShards.Count(shard => kept.Contains(shard.Shard.Partition));
        await writing;
        await Waiting.UntilAsync(
            "all is committed by the others",
            () => first.Committed + third.Committed == Clicks, TimeSpan.FromSeconds(60));
        var resumed = await CommandLineRun.OfAsync("cluster", "resume", second.Node.Name, "--node", first.Http.Url);
        await Waiting.UntilAsync("it holds two again", () => second.Node.OpenShards.Count == 2, TimeSpan.FromSeconds(60));

        drained.ExitCode.ShouldBe(ExitCode.Ok, drained.Error);
        whileDrained.ShouldBe(0);
        resumed.ExitCode.ShouldBe(ExitCode.Ok, resumed.Error);
        heldAll.ShouldBe(kept.Count, "what the first node held it kept");
        var answers = await TopicReader.ReadAllAsync(kafka.Bootstrap, first.Options.Kafka.Recommendations);
        var ids = answers.Select(answer => JsonDocument.Parse(answer.Message.Value).RootElement
            .GetProperty("recommendation_id").GetString()).ToList();
        ids.Count.ShouldBe(Clicks);
        ids.Distinct().Count().ShouldBe(Clicks);
    }

    private async Task<Action<StreamRecoOptions>> TopicsAsync()
    {
        var clicks = await kafka.CreateTopicAsync("drain-clicks", Partitions);
        var catalog = await kafka.CreateTopicAsync("drain-catalog", 1);
        var recommendations = await kafka.CreateTopicAsync("drain-recommendations", Partitions);
        var rejected = await kafka.CreateTopicAsync("drain-rejected", Partitions);
        var group = kafka.NewName("drain");
        return options =>
        {
            options.Kafka.Bootstrap = kafka.Bootstrap;
            options.Kafka.Group = group;
            (options.Kafka.Clicks, options.Kafka.Catalog) = (clicks, catalog);
            (options.Kafka.Recommendations, options.Kafka.Rejected) = (recommendations, rejected);
        };
    }

    private static void Write(KafkaOptions options)
    {
        using var writer = new RecordWriter(options);
        for (var i = 0; i < Clicks; i++)
        {
            var user = $"user-{i % 200}";
            writer.Write(options.Clicks, Encoding.UTF8.GetBytes(user), HttpScene.Event(user, $"i{i % 60}"), null, null, default);
            if (i % 100 == 0)
            {
                writer.Flush(TimeSpan.FromSeconds(30)); // spread over the drain
            }
        }

        writer.Flush(TimeSpan.FromSeconds(30));
    }
}
