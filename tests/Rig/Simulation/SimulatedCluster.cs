namespace StreamReco.Rig.Simulation;

/// <summary>
/// All processes and the sides that they have fallen into: one in good times. Says which nodes are alive, puts new ones
/// in the place of dead ones and lets them join.
/// </summary>
internal sealed class SimulatedCluster
{
    private readonly SimulatedWorld _world;
    private readonly Random _random;
    private readonly SimulatedNode[] _nodes;
    private readonly List<ClusterSide> _sides = [];
    private int _names;

    public SimulatedCluster(SimulatedWorld world, Random random)
    {
        (_world, _random) = (world, random);
        _nodes = [.. Enumerable.Range(0, world.Plan.Nodes).Select(_ => Start())];
        _sides.Add(ClusterSide.Form(world, random, _nodes));
        _sides[0].Step();
    }

    /// <summary>The nodes that are alive, members or not.</summary>
    public IReadOnlyList<SimulatedNode> Nodes => _nodes;

    public IReadOnlyList<ClusterSide> Sides => _sides;

    /// <summary>Whether two clusters believe that each is the only one.</summary>
    public bool AreTwo { get; private set; }

    /// <summary>The side that a node is a member of and that sees it; null while there is none.</summary>
    public static ClusterSide? SideOf(SimulatedNode node) => node.Side is { } side && side.Seen.Contains(node) ? side : null;

    /// <summary>The two parts of a side do not see each other; the ledger decides which goes on.</summary>
    public void Split(ClusterSide side, IReadOnlyCollection<SimulatedNode> others)
    {
        _world.Trace.Add($"INCIDENT: {string.Join(", ", others.Select(node => node.Name))} are cut off");
        _sides.Add(side.Split(others));
    }

    /// <summary>
    /// Two clusters on the same partitions: each part believes that it is alone, as with two state directories or a ledger
    /// that was set back. The ledger forbids it; the promises must not depend on that.
    /// </summary>
    public void SplitForGood(ClusterSide side, IReadOnlyCollection<SimulatedNode> others)
    {
        Split(side, others);
        side.GoOnAlone();
        _sides[^1].GoOnAlone();
        AreTwo = true;
    }

    /// <summary>People end all clusters but one.</summary>
    public void Unite()
    {
        var left = _sides[_random.Next(_sides.Count)];
        foreach (var node in _nodes.Where(node => !left.Seen.Contains(node)))
        {
            node.End("people end its cluster");
        }

        AreTwo = false;
    }

    /// <summary>A node that was stopped goes on, and is seen again unless the others have decided.</summary>
    public void Wake(SimulatedNode node)
    {
        if (node.State == NodeState.Paused)
        {
            node.State = NodeState.Running;
            node.Side?.SeeAgain(node);
        }
    }

    /// <summary>Does whatever is due.</summary>
    public void Step()
    {
        Replace();
        foreach (var side in _sides.ToList())
        {
            side.Step();
        }

        CheckDecisions();
        foreach (var side in _sides)
        {
            if (side.Coordinator is { Control: null } coordinator)
            {
                coordinator.Control = new ControlKeeper(_world, coordinator);
            }
        }
    }

    /// <summary>Nothing fails any more: everybody moves and sees everybody.</summary>
    public void Calm()
    {
        if (AreTwo)
        {
            Unite();
        }

        foreach (var node in _nodes)
        {
            Wake(node);
        }

        Replace();
        foreach (var node in _nodes)
        {
            SideOf(node)?.Placement.Tell(node);
        }
    }

    /// <summary>What keeps the cluster from rest, in words; null when it is one cluster of all nodes that owns everything.</summary>
    public string? WhatIsMissing() =>
        _sides.Count != 1 ? $"{_sides.Count} sides"
        : _nodes.FirstOrDefault(node => !_sides[0].Seen.Contains(node)) is { } stray
            ? $"{stray.Name} is no member{(_world.Ledger.IsDowned(SimulatedWorld.Group, stray.Process) ? ", is marked as downed and goes on" : "")}"
        : !_sides[0].IsSettled ? "a partition without an owner that stays"
        : Enumerable.Range(0, _world.Plan.Partitions).FirstOrDefault(p => _sides[0].Placement.Owners[p]!.ShardOf(p) is not { IsIdle: true }, -1)
            is >= 0 and var busy ? $"partition {busy} at {_sides[0].Placement.Owners[busy]!.Name}"
        : null;

    /// <summary>Dead nodes cannot be reached; others start in their place and join as soon as they may.</summary>
    private void Replace()
    {
        for (var i = 0; i < _nodes.Length; i++)
        {
            var node = _nodes[i];
            if (node.State == NodeState.Dead)
            {
                _world.Network.Forget(node);
                _sides.ForEach(side => side.Miss(node));
                _nodes[i] = Start();
            }
        }

        _sides.RemoveAll(side => side.Members.All(node => node.State == NodeState.Dead || node.Side != side));
        foreach (var node in _nodes.Where(node => node is { State: NodeState.Running, Side: null }))
        {
            if (_sides.Count == 0)
            {
                _sides.Add(ClusterSide.Form(_world, _random, [node]));
            }
            else
            {
                _sides.Find(side => side.IsOpen)?.Join(node);
            }
        }
    }

    /// <summary>Of two sides, each has gone on without members of the other by the ledger's word: nobody may see that.</summary>
    private void CheckDecisions()
    {
        foreach (var one in _sides)
        {
            foreach (var other in _sides.TakeWhile(side => side != one))
            {
                if (one.Downed.Intersect(other.Seen).Any() && other.Downed.Intersect(one.Seen).Any())
                {
                    throw new Violation($"{one.Seen[0].Name} and {other.Seen[0].Name} each go on without the other.");
                }
            }
        }
    }

    private SimulatedNode Start()
    {
        var node = new SimulatedNode(_world, $"n{_names++}");
        node.FollowCatalog(_world.CatalogVersion);
        return node;
    }
}
