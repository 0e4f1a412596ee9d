using StreamReco.Models.Items;
using StreamReco.Stages.Catalog;
using StreamReco.StreamHost.Cluster.Downing;
using StreamReco.StreamHost.Sql;

namespace StreamReco.Rig.Simulation;

/// <summary>One process: its catalog and the shards that it believes to own.</summary>
internal sealed class SimulatedNode(SimulatedWorld world, string name)
{
    private readonly SortedDictionary<int, SimulatedShard> _shards = [];
    private Task<bool>? _beat;
    private DateTimeOffset _nextBeat;

    public string Name { get; } = name;

    /// <summary>As the ledger names it.</summary>
    public ClusterProcess Process { get; } = new(name, 1);

    public NodeState State { get; set; }

    /// <summary>The side that it is on, by its own belief; null before it has joined a cluster.</summary>
    public ClusterSide? Side { get; set; }

    /// <summary>The control plane, once the node has been the oldest member; null before.</summary>
    public ControlKeeper? Control { get; set; }

    /// <summary>What the shop sells, as far as this node has followed the catalog topic.</summary>
    public CatalogTable Catalog { get; } = new();

    /// <summary>Partitions that the node believes to own.</summary>
    public IReadOnlyCollection<int> Partitions => _shards.Keys;

    /// <summary>A shard opens or closes, or a request is carried out.</summary>
    public bool IsAmidSomething => Control is { IsAmidRequest: true } || _shards.Values.Any(shard => shard.Phase is ShardPhase.Opening or ShardPhase.Closing);

    public SimulatedShard? ShardOf(int partition) => _shards.GetValueOrDefault(partition);

    /// <summary>The group gives the node a partition.</summary>
    public void Assign(int partition) => _shards.TryAdd(partition, new SimulatedShard(world, this, partition));

    /// <summary>The node learns that a partition is no longer its own.</summary>
    public void Lose(int partition)
    {
        if (_shards.Remove(partition, out var shard))
        {
            world.Trace.Add(this, $"lost {partition}");
            shard.Abandon();
        }
    }

    /// <summary>The process ends; nothing of it goes on.</summary>
    public void End(string why)
    {
        world.Trace.Add(this, $"ends: {why}");
        State = NodeState.Dead;
    }

    /// <summary>A random shard, the control plane or the look at the ledger does the next thing.</summary>
    public bool Step(Random random)
    {
        if (State != NodeState.Running)
        {
            return false;
        }

        if (Beat())
        {
            return true;
        }

        if (_shards.Count == 0 || random.Next(5) == 0)
        {
            return Control?.Step(random) == true;
        }

        var partition = _shards.Keys.ElementAt(random.Next(_shards.Count));
        return _shards[partition].Step(random);
    }

    /// <summary>Gives a sign of life when it is due; a node that finds its mark ends. A model of <see cref="MembershipWatch"/>.</summary>
    private bool Beat()
    {
        if (_beat is null)
        {
            if (world.Clock.GetUtcNow() < _nextBeat)
            {
                return false;
            }

            _nextBeat = world.Clock.GetUtcNow() + MembershipWatch.Every;
            _beat = new LedgerClient(world, this).BeatAsync(SimulatedWorld.Group, Process, true, CancellationToken.None);
            return true;
        }

        if (!_beat.IsCompleted)
        {
            return false;
        }

        var lives = !_beat.IsCompletedSuccessfully || EndedTask.ResultOf(_beat);
        _beat = null;
        if (!lives && world.Plan.Bug != PlantedBug.DownedNodeGoesOn)
        {
            End("is marked as downed");
        }

        return true;
    }

    /// <summary>Follows the catalog topic to a version: items go out of stock, change category, appear and vanish.</summary>
    public void FollowCatalog(int version)
    {
        for (var i = 0; i < 13; i++)
        {
            var gone = (i + version) % 6 == 3 || i > 9 + version;
            var item = new CatalogItem($"i{i}", $"Item {i}", $"c{(i + version) % 3}", null, 1, Available: !gone);
            Catalog.Put(item);
        }

        Catalog.Remove(version == 0 ? "i12" : "i2");
    }
}
