using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using StreamReco.StreamHost.Cluster.Configuration;
using StreamReco.StreamHost.Cluster.Downing;
using AkkaCluster = Akka.Cluster.Cluster;
using Allocations = System.Collections.Immutable.IImmutableDictionary<
    Akka.Actor.IActorRef, System.Collections.Immutable.IImmutableList<string>>;

namespace StreamReco.StreamHost.Cluster.Sharding;

/// <summary>
/// Where partitions go: to the node with the fewest, evened out as soon as a node joins, except that a drained node gets
/// none and those that it holds are moved away at once. With every node drained a partition waits without an owner.
/// While the state database is away nothing moves: whoever gave a partition up, nobody could open it.
/// </summary>
/// <param name="drained">Who is drained.</param>
internal sealed class DrainAwareAllocation(DrainedNodes drained) : IActorSystemDependentAllocationStrategy
{
    /// <summary>Partitions that move at once to even out; each is away for the time of its hand-over, so not all together.</summary>
    public const int MovedAtOnceMax = 6;

    /// <summary>Not bounded by the share: with few partitions one round evens them out.</summary>
    private const double MovedShareMax = 1.0;

    private readonly IShardAllocationStrategy _least =
        ShardAllocationStrategy.LeastShardAllocationStrategy(MovedAtOnceMax, MovedShareMax);

    private AkkaCluster? _cluster;
    private ClusterSetup? _setup;

    public void Start(ActorSystem system)
    {
        (_cluster, _setup) = (AkkaCluster.Get(system), ClusterSetup.Of(system));
        (_least as IActorSystemDependentAllocationStrategy)?.Start(system);
    }

    /// <summary>The node for a partition that has none.</summary>
    /// <exception cref="InvalidOperationException">Every node is drained; the coordinator asks again.</exception>
    public Task<IActorRef> AllocateShard(IActorRef requester, string shardId, Allocations currentShardAllocations)
    {
        var open = Open(currentShardAllocations);
        return open.Count > 0 ? _least.AllocateShard(requester, shardId, open)
            : Task.FromException<IActorRef>(new InvalidOperationException($"Every node is drained: partition {shardId} waits."));
    }

    /// <summary>The partitions that are to move now.</summary>
    public Task<IImmutableSet<string>> Rebalance(Allocations currentShardAllocations, IImmutableSet<string> rebalanceInProgress)
    {
        if (_setup!.IsDatabaseAway)
        {
            return Task.FromResult<IImmutableSet<string>>(ImmutableHashSet<string>.Empty);
        }

        var open = Open(currentShardAllocations);
        IImmutableSet<string> leaving = currentShardAllocations.Where(region => !open.ContainsKey(region.Key))
            .SelectMany(region => region.Value).Where(shard => !rebalanceInProgress.Contains(shard)).ToImmutableHashSet();
        return leaving.Count > 0 ? Task.FromResult(leaving) : _least.Rebalance(open, rebalanceInProgress);
    }

    private ImmutableDictionary<IActorRef, IImmutableList<string>> Open(Allocations allocations)
    {
        var members = _cluster!.State.Members.ToDictionary(member => member.Address);
        return allocations.Where(region => !IsDrained(region.Key, members)).ToImmutableDictionary();
    }

    private bool IsDrained(IActorRef region, Dictionary<Address, Member> members)
    {
        var address = region.Path.Address.HasLocalScope ? _cluster!.SelfAddress : region.Path.Address;
        return members.TryGetValue(address, out var member) && drained.Contains(Processes.Of(member.UniqueAddress));
    }
}
