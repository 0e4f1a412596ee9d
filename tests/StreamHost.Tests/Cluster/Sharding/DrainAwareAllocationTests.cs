using System.Collections.Immutable;
using Akka.Actor;
using StreamReco.StreamHost.Cluster.Sharding;
using static StreamReco.StreamHost.Tests.Cluster.ClusterScene;

namespace StreamReco.StreamHost.Tests.Cluster.Sharding;

public sealed class DrainAwareAllocationTests
{
    // What the two nodes hold, and how many partitions begin to move: as many as the one with fewer has, at least one, to
    // a bound, and never more than even the two out.
    [Theory]
    [InlineData(12, 0, 1)]
    [InlineData(11, 1, 1)]
    [InlineData(10, 2, 2)]
    [InlineData(20, 4, 4)]
    [InlineData(40, 20, DrainAwareAllocation.MovedAtOnceMax)]
    [InlineData(8, 4, 2)]
    [InlineData(6, 6, 0)]
    public async Task A_new_node_gets_one_partition_and_then_as_many_at_a_time_as_it_has(int many, int few, int moved)
    {
        await using var scene = new ClusterScene();
        var node = await scene.StartAsync();
        var allocation = new DrainAwareAllocation(new DrainedNodes(node.ActorSystem));
        allocation.Start(node.ActorSystem);
        var held = Enumerable.Range(0, many + few).Select(number => number.ToString()).ToImmutableList();
        IImmutableDictionary<IActorRef, IImmutableList<string>> allocations = new Dictionary<IActorRef, IImmutableList<string>>
        {
            [node.ActorSystem.ActorOf<EmptyActor>("many")] = held.GetRange(0, many),
            [node.ActorSystem.ActorOf<EmptyActor>("few")] = held.GetRange(many, few),
        }.ToImmutableDictionary();

        var moves = await allocation.Rebalance(allocations, ImmutableHashSet<string>.Empty).WaitAsync(Patience);

        moves.Count.ShouldBe(moved);
        moves.Except(held.GetRange(0, many)).ShouldBeEmpty();
    }

    private sealed class EmptyActor : ReceiveActor;
}
