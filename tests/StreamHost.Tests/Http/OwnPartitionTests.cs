using System.Text;
using Akka.Actor;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Kafka.Producing;

namespace StreamReco.StreamHost.Tests.Http;

/// <summary>Questions about partitions that the asked process holds itself.</summary>
public sealed class OwnPartitionTests
{
    [Fact]
    public async Task A_partition_of_this_process_is_asked_without_a_message_to_the_cluster()
    {
        await using var scene = await HttpScene.ReadyAsync();
        await scene.ClickAsync(("anna", "i1"));
        var partition = KeyPartitioner.PartitionOf(Encoding.UTF8.GetBytes("anna"), 3, scene.Options.Kafka)!.Value;
        var queries = new PartitionQueries(ActorRefs.Nobody, scene.Board, null, TimeProvider.System);

        var (reply, why) = await queries.QueryAsync<RecommendReply>(new RecommendQuery(partition, "anna", 5), CancellationToken.None);

        why.ShouldBeNull();
        reply!.Basis.ShouldBe("history");
    }

    [Fact]
    public async Task What_goes_wrong_in_an_answer_is_said_as_by_the_owner()
    {
        await using var scene = await HttpScene.ReadyAsync();
        var queries = new PartitionQueries(ActorRefs.Nobody, scene.Board, null, TimeProvider.System);

        var (reply, why) = await queries.QueryAsync<RecommendReply>(new WakeQuery(0), CancellationToken.None);

        reply.ShouldBeNull();
        why.ShouldBe("partition 0 failed to answer: WakeQuery is no query of a shard.");
    }

    private sealed record WakeQuery(int Partition) : IPartitionQuery;
}
