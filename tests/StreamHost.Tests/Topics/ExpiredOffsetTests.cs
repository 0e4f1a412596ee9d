using System.Buffers.Binary;
using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamReco.StreamHost.Tests.EndToEnd;
using StreamReco.StreamHost.Tests.Kafka;

namespace StreamReco.StreamHost.Tests.Topics;

/// <summary>
/// A group without members whose offsets the broker forgot. They are deleted by an administrator's request, because a broker
/// waits for a minute at least; <c>STREAMRECO_WAIT_FOR_EXPIRY=1</c> lets it expire them.
/// </summary>
public sealed class ExpiredOffsetTests : IDisposable
{
    private const int Partitions = 2;
    private const string WaitVariable = "STREAMRECO_WAIT_FOR_EXPIRY";

    /// <summary>A minute, and what the broker takes to find out.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(150);

    /// <summary>What the broker is set to.</summary>
    private static readonly TimeSpan _retention = TimeSpan.FromMinutes(1);

    private static readonly Dictionary<string, string> _shortRetention = new()
    {
        ["offsets.retention.minutes"] = "1",
        ["offsets.retention.check.interval.ms"] = "1000",
    };

    private readonly TemporaryFolder _folder = new();
    private readonly PathClicks _clicks = PathClicks.Make(count: 600, users: 20, seed: 41);

    public void Dispose() => _folder.Dispose();

    [RealKafkaFact]
    [Trait("Length", "long")]
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

        var commits = await CommitsOfAsync(kafka, silent.Options.Kafka.Group);
        await LoseOffsetsAsync(kafka, torn.Options.Kafka.Group, gone);
        await Waiting.UntilAsync(
            "the silent node commits again what it has committed, before the broker forgets it",
            async () => await CommitsOfAsync(kafka, silent.Options.Kafka.Group) >= commits + Partitions, _retention);

        kept.Committed().ShouldBe(400, "the silent node's offsets stand");
        _clicks.Write(silent.Options.Kafka, silent.Topics.Clicks, 400..);
        await torn.RunToTheEndAsync();
        await node.UntilAsync("the rest", () => CommittedOf(kept) == 600);
        await node.StopAsync();
        var expected = await silent.ExpectedAsync();
        (await silent.OutputAsync()).ShouldBe(expected);
        (await torn.OutputAsync()).ShouldBe(expected);
        torn.Logs.OwnWarnings.Count(line => line.Contains("offsets.retention.minutes", StringComparison.Ordinal)).ShouldBe(Partitions);
    }

    /// <summary>The offsets of a group that is dead are gone.</summary>
    private static async Task LoseOffsetsAsync(KafkaCluster kafka, string group, GroupProgress gone)
    {
        if (Environment.GetEnvironmentVariable(WaitVariable) != "1")
        {
            using var admin = Admin(kafka);
            await admin.DeleteGroupsAsync([group]);
        }

        await Waiting.UntilAsync("the dead node's offsets gone", () => CommittedOf(gone) == 0, _patience);
    }

    /// <summary>The records of a group in the broker's own topic of offsets: one for each commit of a partition.</summary>
    private static async Task<int> CommitsOfAsync(KafkaCluster kafka, string group) =>
        (await TopicReader.ReadAllAsync(kafka.Bootstrap, "__consumer_offsets"))
            .Count(record => record.Message.Value is not null && GroupOf(record.Message.Key) == group);

    /// <summary>The group of a key of that topic: version 0 or 1, then the name with its length. Other versions are of members.</summary>
    private static string? GroupOf(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadInt16BigEndian(key) is 0 or 1
        ? Encoding.UTF8.GetString(key.Slice(4, BinaryPrimitives.ReadInt16BigEndian(key[2..]))) : null;

    private static IAdminClient Admin(KafkaCluster kafka) =>
        new AdminClientBuilder(new AdminClientConfig { BootstrapServers = kafka.Bootstrap }).Build();

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
        using var admin = Admin(kafka);
        await admin.CreateTopicsAsync([new TopicSpecification { Name = name, NumPartitions = partitions, ReplicationFactor = 1 }]);
        return name;
    }
}
