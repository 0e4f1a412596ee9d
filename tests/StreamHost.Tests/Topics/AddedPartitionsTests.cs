using System.Net;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Node;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Tests.Cli;
using StreamReco.StreamHost.Tests.EndToEnd;
using StreamReco.StreamHost.Tests.Http;
using StreamReco.StreamHost.Tests.Kafka;

namespace StreamReco.StreamHost.Tests.Topics;

[Collection(RealKafkaCollection.Name)]
public sealed class AddedPartitionsTests(RealKafka kafka)
{
    private const int Before = 2;
    private const int After = 5;
    private const int Users = 60;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    [RealKafkaFact]
    public async Task Partitions_that_are_added_are_read_from_their_beginning_and_are_in_lag_list_health_and_routing()
    {
        var set = await SetAsync();
        await using var scene = await HttpScene.StartAsync(set);
        await scene.UntilAsync("ready", "/health/ready", IsReady);
        await AddPartitionsAsync(scene.Options.Kafka.Clicks);
        var added = TimeProvider.System.GetTimestamp();
        Write(scene.Options.Kafka);

        await Waiting.UntilAsync("the added partitions open", () => scene.Node.OpenShards.Count == After, _patience);
        var seconds = TimeProvider.System.GetElapsedTime(added).TotalSeconds;
        await Waiting.UntilAsync("all committed", () => scene.Committed == Users, _patience);
        await scene.UntilAsync("no lag in any", "/admin/v1/cluster", IsHealthyWithoutLag);

        seconds.ShouldBeLessThan(20, "seen within ten seconds, opened within ten more on a loaded machine");
        scene.Node.OpenShards.ShouldAllBe(shard => shard.StartOffset == 0);
        scene.Node.OpenShards.Count(shard => shard.Progress.Status.Counters.Read > 0).ShouldBe(After);
        scene.Node.Phase.ShouldBe(NodePhase.Running);
        using var health = await scene.Client.GetAsync(new Uri("/health/ready", UriKind.Relative));
        health.StatusCode.ShouldBe(HttpStatusCode.OK);
        var list = await CommandLineRun.OfAsync("shards", "list", "--node", scene.Http.Url, "--output", "json");
        JsonDocument.Parse(list.Output).RootElement.GetArrayLength().ShouldBe(After);

        for (var user = 0; user < Users; user++)
        {
            (await scene.GetAsync($"/v1/users/u{user}")).GetProperty("state").ValueKind.ShouldBe(JsonValueKind.Object);
        }
    }

    private static bool IsReady(JsonElement health) => health.GetProperty("status").GetString() == "ready";

    private static bool IsHealthyWithoutLag(JsonElement cluster) =>
        cluster.TryGetProperty("healthy", out var healthy) && healthy.GetBoolean()
        && cluster.GetProperty("shards").GetArrayLength() == After && cluster.GetProperty("lag").GetInt64() == 0;

    private static void Write(KafkaOptions options)
    {
        using var writer = new RecordWriter(options);
        for (var user = 0; user < Users; user++)
        {
            writer.Write(options.Clicks, Encoding.UTF8.GetBytes($"u{user}"), HttpScene.Event($"u{user}", $"i{user % PathModel.Items}"), null, null, default);
        }

        writer.Flush(_patience);
    }

    private async Task AddPartitionsAsync(string topic)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = kafka.Bootstrap }).Build();
        await admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = topic, IncreaseTo = After }]);
        await Waiting.UntilAsync(
            "the brokers know them", () => admin.GetMetadata(topic, _patience).Topics[0].Partitions.Count == After, _patience);
    }

    private async Task<Action<StreamRecoOptions>> SetAsync()
    {
        var topics = await PathTopics.CreateAsync((prefix, n) => kafka.CreateTopicAsync(prefix, n), Before);
        return options =>
        {
            (options.Kafka.Bootstrap, options.Kafka.Group) = (kafka.Bootstrap, $"added-{topics.Clicks}");
            (options.Kafka.Clicks, options.Kafka.Catalog) = (topics.Clicks, topics.Catalog);
            (options.Kafka.Recommendations, options.Kafka.Rejected) = (topics.Recommendations, topics.Rejected);
        };
    }
}
