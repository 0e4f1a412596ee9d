using System.Collections.Immutable;
using Akka.Actor;
using StreamReco.StreamHost.Cluster.Configuration;
using StreamReco.StreamHost.Cluster.Sharding;
using static StreamReco.StreamHost.Tests.Cluster.ClusterScene;

namespace StreamReco.StreamHost.Tests.Cluster.Sharding;

public sealed class DrainAwareAllocationTests
{
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

        (await MovesAsync()).ShouldBe(DrainAwareAllocation.MovedAtOnceMax);
        setup.IsDatabaseAway = true;
        (await MovesAsync()).ShouldBe(0);

        async Task<int> MovesAsync() => (await allocation.Rebalance(held, ImmutableHashSet<string>.Empty).WaitAsync(Patience)).Count;
    }
}
