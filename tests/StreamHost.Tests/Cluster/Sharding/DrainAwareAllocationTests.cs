using System.Collections.Immutable;
using Akka.Actor;
using StreamReco.StreamHost.Cluster.Configuration;
using StreamReco.StreamHost.Cluster.Sharding;
using static StreamReco.StreamHost.Tests.Cluster.ClusterScene;

namespace StreamReco.StreamHost.Tests.Cluster.Sharding;

public sealed class DrainAwareAllocationTests
{
    // How many partitions are due to move, what the node that gets them has, and how many move at once.
    [Theory]
    [InlineData(6, 0, 1)]
    [InlineData(5, 1, 1)]
    [InlineData(5, 2, 2)]
    [InlineData(6, 20, 6)]
    [InlineData(0, 0, 0)]
    public void A_new_node_gets_one_partition_and_then_as_many_at_a_time_as_it_has(int due, int fewest, int moved)
    {
        var partitions = Enumerable.Range(0, due).Select(number => $"{number}").ToImmutableHashSet();

        var moves = DrainAwareAllocation.SlowStart(partitions, fewest);

        moves.Count.ShouldBe(moved);
        moves.Except(partitions).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_moves_while_the_state_database_is_away()
    {
        await using var scene = new ClusterScene();
        var node = await scene.StartAsync();
        var allocation = new DrainAwareAllocation(node.Drained);
        allocation.Start(node.ActorSystem);
        var setup = ClusterSetup.Of(node.ActorSystem);
        IImmutableDictionary<IActorRef, IImmutableList<string>> held = new Dictionary<IActorRef, IImmutableList<string>>
        {
            [node.ActorSystem.ActorOf(Props.Empty, "many")] = Enumerable.Range(0, 12).Select(number => $"{number}").ToImmutableList(),
            [node.ActorSystem.ActorOf(Props.Empty, "few")] = ImmutableList<string>.Empty,
        }.ToImmutableDictionary();

        (await MovesAsync()).ShouldBe(1);
        setup.IsDatabaseAway = true;
        (await MovesAsync()).ShouldBe(0);

        async Task<int> MovesAsync() => (await allocation.Rebalance(held, ImmutableHashSet<string>.Empty).WaitAsync(Patience)).Count;
    }
}
