using StreamReco.StreamHost.Kafka;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Tests.Kafka;

namespace StreamReco.StreamHost.Tests.EndToEnd;

/// <summary>Nodes with an instance id of their own on a real Apache Kafka, under both group protocols.</summary>
[Collection(RealKafkaCollection.Name)]
public sealed class MembershipTests(RealKafka kafka) : IDisposable
{
    private const int Partitions = 4;
    private const int Clicks = 3_000;

    private readonly TemporaryFolder _folder = new();
    private readonly PathClicks _clicks = PathClicks.Make(Clicks, users: 200, seed: 15);

    public void Dispose() => _folder.Dispose();

    [RealKafkaFact]
    public Task A_rolling_restart_moves_no_partition_under_the_classic_protocol() =>
        RestartInTurnAsync(KafkaOptions.ClassicProtocol);

    [RealKafkaFact]
    public Task A_rolling_restart_moves_no_partition_under_the_consumer_protocol() =>
        RestartInTurnAsync(KafkaOptions.ConsumerProtocol);

    [RealKafkaFact]
    public Task Two_nodes_with_one_instance_id_are_told_so_under_the_classic_protocol() =>
        StartTwiceAsync(KafkaOptions.ClassicProtocol, "has given Kafka:InstanceId 'same' to another process");

    [RealKafkaFact]
    public Task Two_nodes_with_one_instance_id_are_told_so_under_the_consumer_protocol() =>
        StartTwiceAsync(KafkaOptions.ConsumerProtocol, "still has a member under Kafka:InstanceId 'same'");

    private async Task RestartInTurnAsync(string protocol)
    {
        var topics = await PathTopics.CreateAsync((prefix, n) => kafka.CreateTopicAsync(prefix, n), Partitions);
        PathRig[] rigs = [Rig(topics, "a", protocol), Rig(topics, "b", protocol)];
        using var progress = rigs[0].Progress(Partitions);
        RunningNode[] nodes = [await rigs[0].StartAsync(), await rigs[1].StartAsync()];
        try
        {
            await nodes[1].UntilAsync("the partitions shared", () => nodes.All(node => node.Shards == Partitions / 2));
            int[] moves = [Moves(rigs[0]), Moves(rigs[1])];
            for (var turn = 0; turn < nodes.Length; turn++)
            {
                _clicks.Write(rigs[0].Options.Kafka, topics.Clicks, Part(turn));
                await nodes[turn].StopAsync();
                await nodes[turn].DisposeAsync();
                nodes[turn] = await rigs[turn].StartAsync();
                await nodes[turn].UntilAsync("its partitions back", () => nodes[turn].Shards == Partitions / 2);
                moves[1 - turn].ShouldBe(Moves(rigs[1 - turn]), "a partition of the node that stayed has moved");
                moves[turn] = Moves(rigs[turn]);
            }

            await nodes[0].UntilAsync("everything committed", () => progress.Committed() >= Clicks);
            await Task.WhenAll(nodes.Select(node => node.StopAsync()));
        }
        finally
        {
            await Task.WhenAll(nodes.Select(node => node.DisposeAsync().AsTask()));
        }

        (await rigs[0].OutputAsync()).ShouldBe(await rigs[0].ExpectedAsync());
    }

    private async Task StartTwiceAsync(string protocol, string saying)
    {
        var topics = await PathTopics.CreateAsync((prefix, n) => kafka.CreateTopicAsync(prefix, n), Partitions);
        var rig = Rig(topics, "same", protocol);
        await using var first = await rig.StartAsync();
        await first.UntilAsync("the first at work", () => first.Shards == Partitions);

        await using var second = await rig.StartAsync();
        var ended = await Task.WhenAny(first.EndAsync(), second.EndAsync());

        var fault = await Should.ThrowAsync<Exception>(ended);
        KafkaFaults.Describe(fault, rig.Options.Kafka)!.ShouldContain(saying);
    }

    /// <summary>A node's settings with a log of its own; the state is shared.</summary>
    private PathRig Rig(PathTopics topics, string instance, string protocol)
    {
        var rig = new PathRig(
            kafka.Bootstrap, $"members-{topics.Clicks}", topics, Path.Combine(_folder.Path, "state.db"));
        rig.Options.Kafka.InstanceId = instance;
        rig.Options.Kafka.GroupProtocol = protocol;
        rig.Options.Kafka.SessionTimeoutMs = KafkaOptions.DefaultSessionTimeoutMs;
        return rig;
    }

    /// <summary>How often the group gave a node's process partitions or took some.</summary>
    private static int Moves(PathRig rig) => rig.Logs.Lines.Count(line =>
        (line.StartsWith("partitions assigned: ", StringComparison.Ordinal)
            || line.StartsWith("partitions revoked: ", StringComparison.Ordinal)) && line.Any(char.IsAsciiDigit));

    private static Range Part(int turn) => (turn * Clicks / 2)..((turn + 1) * Clicks / 2);
}
