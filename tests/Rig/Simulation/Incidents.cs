namespace StreamReco.Rig.Simulation;

/// <summary>
/// The group's assignment and everything that goes wrong with nodes: killed, stopped, late to learn that a partition
/// has moved, without a database, behind with the catalog.
/// </summary>
internal sealed class Incidents
{
    private readonly SimulatedWorld _world;
    private readonly Random _random;
    private readonly SimulatedNode[] _nodes;
    private readonly SimulatedNode[] _owners;
    private readonly SimulatedNode?[] _heirs;
    private int _names;

    public Incidents(SimulatedWorld world, Random random)
    {
        _world = world;
        _random = random;
        _nodes = new SimulatedNode[world.Plan.Nodes];
        for (var i = 0; i < _nodes.Length; i++)
        {
            _nodes[i] = Start();
        }

        _owners = new SimulatedNode[world.Plan.Partitions];
        _heirs = new SimulatedNode?[world.Plan.Partitions];
        for (var partition = 0; partition < _owners.Length; partition++)
        {
            Give(partition, AnyNode());
        }
    }

    /// <summary>Incidents so far.</summary>
    public int Count { get; private set; }

    /// <summary>The node that the group has given each partition to.</summary>
    public IReadOnlyList<SimulatedNode> Owners => _owners;

    public SimulatedNode AnyNode() => _nodes[_random.Next(_nodes.Length)];

    /// <summary>One incident.</summary>
    public void Next()
    {
        Count++;
        var node = AnyVictim();
        switch (_random.Next(12))
        {
            case 0 or 1:
                Kill(node);
                break;
            case 2 or 3:
                Stop(node);
                break;
            case 4:
                Wake(node);
                break;
            case 5:
                MoveAtOnce(_random.Next(_owners.Length));
                break;
            case 6 or 7:
                MoveInOrder(_random.Next(_owners.Length));
                break;
            case 8:
                Tell(node);
                break;
            case 9:
                _world.Store.Inner.Unavailable = !_world.Store.Inner.Unavailable && _random.Next(2) == 0;
                Say($"INCIDENT: the database is {(_world.Store.Inner.Unavailable ? "away" : "there")}");
                break;
            case 10:
                _world.CatalogVersion = 1;
                Say($"INCIDENT: {node.Name} learns of a catalog change");
                node.FollowCatalog(1);
                break;
            default:
                _world.Clock.AdvanceMs(_random.Next(500, 15_000));
                break;
        }
    }

    /// <summary>Partitions whose owner has closed them, has failed to, or takes too long, go to their heirs.</summary>
    public void HandOver()
    {
        for (var partition = 0; partition < _heirs.Length; partition++)
        {
            if (_heirs[partition] is not { } heir)
            {
                continue;
            }

            var owner = _owners[partition];
            var phase = owner.ShardOf(partition)?.Phase ?? ShardPhase.Closed;
            var late = _random.Next(60) == 0;
            if (late || phase is ShardPhase.Closed or ShardPhase.Failed)
            {
                _heirs[partition] = null;
                if (!late)
                {
                    owner.Lose(partition);
                }

                Give(partition, heir);
            }
        }
    }

    /// <summary>Every node moves, knows what it owns, and nothing fails any more.</summary>
    public void End()
    {
        _world.Network.IsCalm = true;
        _world.Store.Inner.Unavailable = false;
        foreach (var node in _nodes)
        {
            node.State = NodeState.Running;
            Tell(node);
        }

        for (var partition = 0; partition < _owners.Length; partition++)
        {
            _heirs[partition] = null;
            if (_owners[partition].ShardOf(partition) is null or { Phase: ShardPhase.Closed or ShardPhase.Closing })
            {
                _owners[partition].Lose(partition);
                Give(partition, _owners[partition]);
            }
        }
    }

    /// <summary>A node; often one that is amid something.</summary>
    private SimulatedNode AnyVictim()
    {
        var node = AnyNode();
        var amid = _nodes.Where(n => n.IsAmidSomething).ToList();
        return amid.Count > 0 && _random.Next(2) == 0 ? amid[_random.Next(amid.Count)] : node;
    }

    private SimulatedNode Start()
    {
        var node = new SimulatedNode(_world, $"n{_names++}");
        node.FollowCatalog(_world.CatalogVersion);
        return node;
    }

    private void Give(int partition, SimulatedNode node)
    {
        _world.Trace.Add($"the group gives {partition} to {node.Name}");
        _owners[partition] = node;
        node.Assign(partition);
    }

    private void Kill(SimulatedNode node)
    {
        Say($"INCIDENT: {node.Name} is killed");
        node.State = NodeState.Dead;
        _world.Network.Forget(node);
        _nodes[Array.IndexOf(_nodes, node)] = Start();
        for (var partition = 0; partition < _owners.Length; partition++)
        {
            _heirs[partition] = _heirs[partition] == node ? null : _heirs[partition];
            if (_owners[partition] == node)
            {
                _heirs[partition] = null;
                Give(partition, AnyNode());
            }
        }
    }

    /// <summary>A node is stopped, often for so long that its session times out.</summary>
    private void Stop(SimulatedNode node)
    {
        Say($"INCIDENT: {node.Name} stops");
        node.State = NodeState.Paused;
        for (var partition = 0; partition < _owners.Length; partition++)
        {
            if (_owners[partition] == node && _random.Next(2) == 0)
            {
                MoveAtOnce(partition);
            }
        }
    }

    private void Wake(SimulatedNode node)
    {
        if (node.State == NodeState.Paused)
        {
            Say($"INCIDENT: {node.Name} goes on");
            node.State = NodeState.Running;
        }
    }

    /// <summary>The session timed out: the old owner is not asked, and learns of it later.</summary>
    private void MoveAtOnce(int partition)
    {
        Say($"INCIDENT: {partition} is taken from {_owners[partition].Name}");
        _heirs[partition] = null;
        Give(partition, AnyNode());
    }

    private void MoveInOrder(int partition)
    {
        var heir = AnyNode();
        if (_owners[partition].State == NodeState.Running && _owners[partition].ShardOf(partition) is { } shard)
        {
            Say($"INCIDENT: {_owners[partition].Name} hands {partition} over to {heir.Name}");
            shard.Drain();
            _heirs[partition] = heir;
        }
    }

    /// <summary>The node learns which partitions are no longer its own.</summary>
    private void Tell(SimulatedNode node)
    {
        foreach (var partition in node.Partitions.Where(p => _owners[p] != node).ToList())
        {
            node.Lose(partition);
        }
    }

    private void Say(string what) => _world.Trace.Add(what);
}
