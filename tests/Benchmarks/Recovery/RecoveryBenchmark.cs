using System.Globalization;
using System.Text;
using Confluent.Kafka;
using StreamReco.Benchmarks.Path;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Items;
using StreamReco.Models.Scoring;
using StreamReco.StreamHost.Hosting;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Node;
using StreamReco.StreamHost.Options;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Measures;

namespace StreamReco.Benchmarks.Recovery;

/// <summary>One run of <c>recovery</c>.</summary>
internal sealed class RecoveryBenchmark(int users, int repeat, int resident, string? state)
{
    private const int Items = 2_000;
    private const int Dimensions = 32;
    private const int LiveClicks = 2_000;

    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(20);

    private readonly ModelArtifact _model = RandomModel.Create(
        [.. Enumerable.Range(0, Items).Select(i => new CatalogItem($"i{i}", $"i{i}", $"c{i % 20}", null, 10, Available: true))],
        Dimensions);

    public async Task RunAsync(CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("streamreco-recovery-").FullName;
        try
        {
            await using var topics = new BenchmarkTopics(bootstrap: null);
            await topics.CreateAsync(topics.OptionsFor("fill"), cancel);
            var connection = state ?? System.IO.Path.Combine(folder, "state.db");
            await RoundAsync(topics, "clean stop", connection, repeated: 0, cancel);
            await RoundAsync(topics, "crash", connection, repeat, cancel);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task RoundAsync(
        BenchmarkTopics topics, string name, string connection, int repeated, CancellationToken cancel)
    {
        var time = TimeProvider.System;
        var kafka = topics.OptionsFor(name.Replace(' ', '-'));
        kafka.Delivery = KafkaOptions.AtLeastOnce;
        var begin = Write(kafka, 0, cancel); // where this round's records begin
        var made = time.GetTimestamp();
        var bytes = await LargeState.MakeAsync(connection, kafka, _model, users, begin, cancel);
        Console.Error.WriteLine($"    {users:N0} users, {bytes:N0} bytes of states, made in {time.GetElapsedTime(made).TotalSeconds:F1} s");
        Commit(kafka, Write(kafka, repeated, cancel));
        Write(kafka, LiveClicks, cancel);

        var options = new StreamRecoOptions { Kafka = kafka };
        options.State.Connection = connection;
        options.Pipeline.Limits.ResidentUsersMax = resident;
        await using var services = NodeServices.Of(options, _model, new ModelScorers(new IdleScorer(64)), time);
        var node = await services.StartNodeAsync(cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var running = node.RunAsync(untilEnd: false, stop.Token);
        while (node.Progress().Answers < LiveClicks && !running.IsCompleted)
        {
            await Task.Delay(_look, time, cancel);
        }

        var all = node.Report().Seconds;
        var inMemory = node.OpenShards.Sum(shard => shard.UsersInMemory());
        await stop.CancelAsync();
        await running;
        var managed = GC.GetTotalMemory(forceFullCollection: false) >> 20;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-10} users {users:N0}, repeated {repeated:N0}: first answer {node.FirstAnswerSeconds:F2} s, all {LiveClicks:N0} answered {all:F2} s, "
            + $"{inMemory:N0} users in memory, heap {managed} MiB"));
    }

    /// <summary>Writes clicks of random users.</summary>
    /// <returns>The end of each partition.</returns>
    private IReadOnlyDictionary<int, long> Write(KafkaOptions kafka, int clicks, CancellationToken cancel)
    {
        var random = new Random(clicks);
        var nowMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        using var writer = new RecordWriter(kafka);
        for (var i = 0; i < clicks; i++)
        {
            var user = LargeState.UserOf(random.Next(users));
            var click = EventBytes.View(user, $"i{random.Next(Items)}", nowMs, $"e{clicks}-{i}");
            writer.Write(kafka.Clicks, Encoding.UTF8.GetBytes(user), click, nowMs, null, cancel);
        }

        writer.Flush(TimeSpan.FromMinutes(1));
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(KafkaClientSettings.Consumer(kafka)).Build();
        return Enumerable.Range(0, PathSettings.Partitions).ToDictionary(
            partition => partition,
            partition => consumer.QueryWatermarkOffsets(new TopicPartition(kafka.Clicks, partition), TimeSpan.FromSeconds(30)).High.Value);
    }

    private static void Commit(KafkaOptions kafka, IReadOnlyDictionary<int, long> ends)
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(KafkaClientSettings.Consumer(kafka)).Build();
        consumer.Commit(ends.Select(end => new TopicPartitionOffset(kafka.Clicks, end.Key, end.Value)));
    }
}
