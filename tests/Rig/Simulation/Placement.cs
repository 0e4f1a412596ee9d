namespace StreamReco.Rig.Simulation;

/// <summary>
/// Which node each partition was given to, as one coordinator knows it, and the hand-overs that it has begun. A model of
/// Akka.Cluster.Sharding, which needs an actor system.
/// </summary>
internal sealed class Placement(SimulatedWorld world, Random random)
{
    private readonly SimulatedNode?[] _owners = new SimulatedNode?[world.Plan.Partitions];
    private readonly bool[] _moving = new bool[world.Plan.Partitions];

    /// <summary>The node that each partition was given to; null while it has none.</summary>
    public IReadOnlyList<SimulatedNode?> Owners => _owners;

    /// <summary>Whether a hand-over goes on.</summary>
    public bool IsMoving => _moving.Contains(true);

    /// <summary>Another coordinator that believes the same.</summary>
    public Placement Copy()
    {
        var copy = new Placement(world, random);
        _owners.CopyTo(copy._owners, 0);
        _moving.CopyTo(copy._moving, 0);
        return copy;
    }

    /// <summary>The owner is asked to hand its partition over.</summary>
    public void Move(int partition)
    {
        if (!_moving[partition] && _owners[partition] is { State: NodeState.Running } owner
            && owner.ShardOf(partition) is { } shard)
        {
            world.Trace.Add($"INCIDENT: {owner.Name} hands {partition} over");
            shard.Drain();
            _moving[partition] = true;
        }
    }

    /// <summary>The partition is taken from its owner, which is not asked and learns of it later.</summary>
    public void Take(int partition)
    {
        world.Trace.Add($"INCIDENT: {partition} is taken from {_owners[partition]?.Name ?? "nobody"}");
        (_owners[partition], _moving[partition]) = (null, false);
    }

    /// <summary>A node learns which partitions are no longer its own.</summary>
    public void Tell(SimulatedNode node)
    {
        foreach (var partition in node.Partitions.Where(p => _owners[p] != node).ToList())
        {
            node.Lose(partition);
        }
    }

    /// <summary>Nodes are gone, and with them what they owned.</summary>
    public void Drop(IReadOnlyCollection<SimulatedNode> nodes)
    {
        for (var partition = 0; partition < _owners.Length; partition++)
        {
            _owners[partition] = _owners[partition] is { } owner && nodes.Contains(owner) ? null : _owners[partition];
        }
    }

    /// <summary>The coordinator is another one: hand-overs were known to the earlier one alone.</summary>
    public void ForgetMoves() => Array.Clear(_moving);

    /// <summary>Goes on with hand-overs, and gives partitions that nobody has to nodes that are seen.</summary>
    public void Step(IReadOnlyList<SimulatedNode> seen)
    {
        for (var partition = 0; partition < _owners.Length; partition++)
        {
            HandOver(partition, seen);
            Wake(partition, seen);
            Place(partition, seen);
        }
    }

    /// <summary>A partition whose owner has closed it, has failed to, or takes too long, is free.</summary>
    private void HandOver(int partition, IReadOnlyList<SimulatedNode> seen)
    {
        if (!_moving[partition])
        {
            return;
        }

        if (random.Next(60) == 0)
        {
            (_owners[partition], _moving[partition]) = (null, false);
        }
        else if (HasEnded(partition, seen) is { } owner)
        {
            owner.Lose(partition);
            (_owners[partition], _moving[partition]) = (null, false);
        }
    }

    /// <summary>The messages that each node sends to each partition bring one to life that its owner has ended.</summary>
    private void Wake(int partition, IReadOnlyList<SimulatedNode> seen)
    {
        if (world.Plan.Bug != PlantedBug.HandOverForgotten && !_moving[partition]
            && HasEnded(partition, seen) is { } owner)
        {
            owner.Lose(partition);
            _owners[partition] = null;
        }
    }

    /// <summary>The owner if it says that the partition has ended there.</summary>
    private SimulatedNode? HasEnded(int partition, IReadOnlyList<SimulatedNode> seen) =>
        _owners[partition] is { State: NodeState.Running } owner && seen.Contains(owner)
            && owner.ShardOf(partition) is null or { IsGone: true } ? _owners[partition] : null;

    private void Place(int partition, IReadOnlyList<SimulatedNode> seen)
    {
        SimulatedNode[] nodes = [.. seen.Where(node => node.State == NodeState.Running)];
        if (_owners[partition] is null && nodes.Length > 0)
        {
            var node = nodes[random.Next(nodes.Length)];
            world.Trace.Add($"{seen[0].Name} gives {partition} to {node.Name}");
            _owners[partition] = node;
            node.Assign(partition);
        }
    }
}
