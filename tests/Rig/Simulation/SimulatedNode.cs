using StreamReco.Models.Items;
using StreamReco.Stages.Catalog;

namespace StreamReco.Rig.Simulation;

/// <summary>One process: its catalog and the shards that it believes to own.</summary>
internal sealed class SimulatedNode(SimulatedWorld world, string name)
{
    private readonly SortedDictionary<int, SimulatedShard> _shards = [];

    public string Name { get; } = name;

    public NodeState State { get; set; }

    /// <summary>What the shop sells, as far as this node has followed the catalog topic.</summary>
    public CatalogTable Catalog { get; } = new();

    /// <summary>Partitions that the node believes to own.</summary>
    public IReadOnlyCollection<int> Partitions => _shards.Keys;

    /// <summary>A shard opens or closes.</summary>
    public bool IsAmidSomething => _shards.Values.Any(shard => shard.Phase is ShardPhase.Opening or ShardPhase.Closing);

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

    /// <summary>A random shard does the next thing.</summary>
    public bool Step(Random random)
    {
        if (State != NodeState.Running || _shards.Count == 0)
        {
            return false;
        }

        var partition = _shards.Keys.ElementAt(random.Next(_shards.Count));
        return _shards[partition].Step(random);
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
