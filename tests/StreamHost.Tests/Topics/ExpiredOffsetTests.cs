using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamReco.StreamHost.Tests.EndToEnd;
using StreamReco.StreamHost.Tests.Kafka;

namespace StreamReco.StreamHost.Tests.Topics;

/// <summary>A real Apache Kafka that forgets the offsets of a group without members after a minute.</summary>
public sealed class ExpiredOffsetTests : IDisposable
{
    private const int Partitions = 2;

    /// <summary>A minute, and what the broker takes to find out.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(150);

    private static readonly Dictionary<string, string> _shortRetention = new()
    {
        ["offsets.retention.minutes"] = "1",
        ["offsets.retention.check.interval.ms"] = "1000",
    };

    private readonly TemporaryFolder _folder = new();
    private readonly PathClicks _clicks = PathClicks.Make(count: 600, users: 20, seed: 41);

    public void Dispose() => _folder.Dispose();

    [RealKafkaFact]
    public async Task A_silent_node_keeps_its_offsets_and_a_dead_one_whose_offsets_expired_repeats_nothing_and_loses_nothing()
    {
        await using var kafka = await KafkaCluster.StartAsync(nodes: 1, _shortRetention);
        async Task<string> CreateAsync(string prefix, int partitions) => await TopicAsync(kafka, prefix, partitions);
        var silent = Harness(kafka, "silent", await PathTopics.CreateAsync(CreateAsync, Partitions));
        var torn = Harness(kafka, "torn", await silent.Topics.WithNewOutputsAsync((prefix, n) => CreateAsync($"torn-{prefix}", n), Partitions));
        _clicks.Write(silent.Options.Kafka, silent.Topics.Clicks, ..400);
        using var kept = silent.Progress(Partitions);
        using var gone = torn.Progress(Partitions);
        await using var node = await silent.StartAsync();
        await RunAndKillAsync(torn, () => CommittedOf(gone) == 400);
        await node.UntilAsync("all committed", () => CommittedOf(kept) == 400);

        await Waiting.UntilAsync("the dead node's offsets gone", () => CommittedOf(gone) == 0, _patience);

        kept.Committed().ShouldBe(400, "the silent node's offsets are as old as the others were");
        _clicks.Write(silent.Options.Kafka, silent.Topics.Clicks, 400..);
        await torn.RunToTheEndAsync();
        await node.UntilAsync("the rest", () => CommittedOf(kept) == 600);
        await node.StopAsync();
        var expected = await silent.ExpectedAsync();
        (await silent.OutputAsync()).ShouldBe(expected);
        (await torn.OutputAsync()).ShouldBe(expected);
        torn.Logs.OwnWarnings.Count(line => line.Contains("offsets.retention.minutes", StringComparison.Ordinal)).ShouldBe(Partitions);
    }

    /// <summary>A broker that has just started moves its coordinators: then the answer is none.</summary>
    private static long CommittedOf(GroupProgress progress)
    {
        try
        {
            return progress.Committed();
        }
        catch (KafkaException e) when (e.Error.Code == ErrorCode.NotCoordinatorForGroup)
        {
            return -1;
        }
    }

    private async Task RunAndKillAsync(PathHarness harness, Func<bool> isMoment)
    {
        var settings = new Dictionary<string, string> { ["Snapshot:EveryMs"] = "86400000", ["Score:Provider"] = "cpu" };
        using var host = HostProcess.Start(
            _folder.Path, settings,
            [
                "run", "--bootstrap", harness.Options.Kafka.Bootstrap, "--group", harness.Options.Kafka.Group,
                "--state", harness.Options.State.Connection, "--model", PathModel.Directory, .. harness.Topics.Arguments,
            ]);
        await Waiting.UntilAsync(
            "the node at its end",
            () => host.HasExited ? throw new InvalidOperationException(host.Error) : isMoment(), _patience);
        await host.KillAsync();
    }

    private PathHarness Harness(KafkaCluster kafka, string group, PathTopics topics) =>
        new(kafka.Bootstrap, group, topics, Path.Combine(_folder.Path, $"{group}.db"));

    private static async Task<string> TopicAsync(KafkaCluster kafka, string name, int partitions)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = kafka.Bootstrap }).Build();
        await admin.CreateTopicsAsync([new TopicSpecification { Name = name, NumPartitions = partitions, ReplicationFactor = 1 }]);
        return name;
    }
}
