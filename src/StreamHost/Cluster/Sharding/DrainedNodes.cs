using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Akka.DistributedData;
using StreamReco.StreamHost.Cluster.Downing;
using StreamReco.StreamHost.Sql;
using AkkaCluster = Akka.Cluster.Cluster;

namespace StreamReco.StreamHost.Cluster.Sharding;

/// <summary>
/// Which nodes are drained: they hold no partitions until they are called back, and go on answering. A set that all
/// nodes carry (Akka.DistributedData, an ORSet of processes), so that it outlives whichever of them dies; a node that
/// starts again is another process and not drained.
/// </summary>
internal sealed class DrainedNodes
{
    private static readonly ORSetKey<string> _key = new("streamreco-drained");

    /// <summary>A change is sent to all nodes at once; one that does not answer hears of it by gossip.</summary>
    private static readonly TimeSpan _writeTimeout = TimeSpan.FromSeconds(2);

    private readonly AkkaCluster _cluster;
    private readonly IActorRef _replicator;
    private volatile ImmutableHashSet<string> _drained = [];

    /// <param name="system">The node's system; an actor in it follows the set.</param>
    public DrainedNodes(ActorSystem system)
    {
        _cluster = AkkaCluster.Get(system);
        _replicator = DistributedData.Get(system).Replicator;
        system.ActorOf(Props.Create(() => new Follower(this)), "drained-nodes");
    }

    /// <summary>Whether a process is drained, as far as this node has heard.</summary>
    public bool Contains(ClusterProcess process) => _drained.Contains(process.ToString());

    /// <summary>Adds a process.</summary>
    /// <returns>Whether all nodes have confirmed; else those left hear of it by gossip.</returns>
    public Task<bool> AddAsync(ClusterProcess process) => ChangeAsync(set => set.Add(_cluster, process.ToString()));

    /// <summary>Takes a process out again.</summary>
    /// <inheritdoc cref="AddAsync" path="/returns"/>
    public Task<bool> RemoveAsync(ClusterProcess process) => ChangeAsync(set => set.Remove(_cluster, process.ToString()));

    private async Task<bool> ChangeAsync(Func<ORSet<string>, ORSet<string>> change)
    {
        var answer = await _replicator.Ask<IUpdateResponse>(
            Dsl.Update(_key, ORSet<string>.Empty, new WriteAll(_writeTimeout), change), _writeTimeout * 2);
        _replicator.Tell(FlushChanges.Instance);
        return answer is UpdateSuccess ? true
            : answer is UpdateTimeout ? false
            : throw new InvalidOperationException($"The set of drained nodes could not be changed: {answer}.");
    }

    /// <summary>Keeps the local view; the leader takes out processes that are gone, so that the set stays as small as the cluster.</summary>
    private sealed class Follower : ReceiveActor
    {
        private readonly DrainedNodes _nodes;

        public Follower(DrainedNodes nodes)
        {
            _nodes = nodes;
            Receive<Changed>(changed => _nodes._drained = [.. changed.Get(_key).Elements]);
            Receive<ClusterEvent.MemberRemoved>(removed => Forget(Processes.Of(removed.Member.UniqueAddress)));
            Receive<IUpdateResponse>(_ => { });
        }

        protected override void PreStart()
        {
            _nodes._replicator.Tell(Dsl.Subscribe(_key, Self));
            _nodes._cluster.Subscribe(Self, ClusterEvent.InitialStateAsEvents, typeof(ClusterEvent.MemberRemoved));
        }

        protected override void PostStop() => _nodes._cluster.Unsubscribe(Self);

        private void Forget(ClusterProcess process)
        {
            var name = process.ToString();
            if (_nodes._drained.Contains(name) && _nodes._cluster.SelfAddress.Equals(_nodes._cluster.State.Leader))
            {
                var cluster = _nodes._cluster;
                _nodes._replicator.Tell(Dsl.Update(_key, ORSet<string>.Empty, WriteLocal.Instance, set => set.Remove(cluster, name)));
            }
        }
    }
}
