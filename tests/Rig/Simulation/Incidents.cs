namespace StreamReco.Rig.Simulation;

/// <summary>
/// Everything that goes wrong with nodes: killed, stopped, cut off from each other, late to learn that a partition has
/// moved, without a database, behind with the catalog.
/// </summary>
internal sealed class Incidents(SimulatedWorld world, Random random, SimulatedCluster cluster)
{
    /// <summary>Incidents so far.</summary>
    public int Count { get; private set; }

    /// <summary>One incident.</summary>
    public void Next()
    {
        Count++;
        if (cluster.Sides.Count == 0)
        {
            return; // Everybody is dead, or new and stopped.
        }

        var node = AnyVictim();
        switch (random.Next(18))
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
                AnySide().Placement.Take(AnyPartition());
                break;
            case 6 or 7:
                MoveInOrder();
                break;
            case 8:
                SimulatedCluster.SideOf(node)?.Placement.Tell(node);
                break;
            case 9:
                SetDatabase(!world.IsDatabaseAway && random.Next(2) == 0);
                break;
            case 10:
                world.CatalogVersion = 1;
                Say($"{node.Name} learns of a catalog change");
                node.FollowCatalog(1);
                break;
            case 11:
                CutOff(AnySide());
                break;
            case 12:
                FormTwoClusters();
                break;
            case 13:
                KillCoordinatorInHandOver();
                break;
            case 14:
                DecideWithoutDatabase(node);
                break;
            case 15:
                KillControlPlane();
                break;
            case 16:
                StopWithUnsentCall();
                break;
            default:
                world.Clock.AdvanceMs(random.Next(500, 15_000));
                break;
        }
    }

    /// <summary>A node; often one that is amid something.</summary>
    private SimulatedNode AnyVictim()
    {
        var node = AnyNode();
        var amid = cluster.Nodes.Where(n => n.IsAmidSomething).ToList();
        return amid.Count > 0 && random.Next(2) == 0 ? amid[random.Next(amid.Count)] : node;
    }

    private SimulatedNode AnyNode() => cluster.Nodes[random.Next(cluster.Nodes.Count)];

    private ClusterSide AnySide() => cluster.Sides[random.Next(cluster.Sides.Count)];

    private int AnyPartition() => random.Next(world.Plan.Partitions);

    private void Kill(SimulatedNode node)
    {
        Say($"{node.Name} is killed");
        node.End("killed");
    }

    /// <summary>A node is stopped, often for so long that the others cannot reach it and may go on without it.</summary>
    private void Stop(SimulatedNode node)
    {
        if (node.State != NodeState.Running)
        {
            return;
        }

        Say($"{node.Name} stops");
        node.State = NodeState.Paused;
        if (random.Next(2) == 0)
        {
            Miss(node);
        }
    }

    /// <summary>A node goes on; sometimes it is the one that does not see the others at first.</summary>
    private void Wake(SimulatedNode node)
    {
        if (node.State != NodeState.Paused)
        {
            return;
        }

        Say($"{node.Name} goes on");
        cluster.Wake(node);
        if (SimulatedCluster.SideOf(node) is { Seen.Count: > 1 } side && random.Next(4) == 0)
        {
            cluster.Split(side, [node]);
        }
    }

    private void MoveInOrder()
    {
        var side = AnySide();
        if (side.Coordinator is not null)
        {
            side.Placement.Move(AnyPartition());
        }
    }

    private void SetDatabase(bool isAway)
    {
        world.IsDatabaseAway = isAway;
        Say($"the database is {(isAway ? "away" : "there")}");
    }

    /// <summary>Some members do not see the others any more, for good: one part goes on.</summary>
    private void CutOff(ClusterSide side)
    {
        if (side.Seen.Count > 1)
        {
            cluster.Split(side, AnyPartOf(side));
        }
    }

    private void FormTwoClusters()
    {
        if (cluster.AreTwo)
        {
            Say("all clusters but one end");
            cluster.Unite();
        }
        else if (AnySide() is { Seen.Count: > 1 } side)
        {
            Say("two clusters");
            cluster.SplitForGood(side, AnyPartOf(side));
        }
    }

    private List<SimulatedNode> AnyPartOf(ClusterSide side)
    {
        var seen = side.Seen.ToArray();
        random.Shuffle(seen);
        return [.. seen.Take(random.Next(1, seen.Length))];
    }

    /// <summary>The next coordinator knows nothing of the hand-over: the partition has no owner until one opens it.</summary>
    private void KillCoordinatorInHandOver()
    {
        var side = AnySide();
        if (side.Coordinator is { } coordinator && side.Placement.IsMoving)
        {
            Kill(coordinator);
        }
        else
        {
            MoveInOrder();
        }
    }

    /// <summary>The database goes away, and then the members lose sight of each other.</summary>
    private void DecideWithoutDatabase(SimulatedNode node)
    {
        SetDatabase(true);
        if (random.Next(2) == 0)
        {
            Kill(node);
        }
        else
        {
            CutOff(AnySide());
        }
    }

    /// <summary>Between two steps of a request, where there is one.</summary>
    private void KillControlPlane()
    {
        if (cluster.Nodes.FirstOrDefault(node => node.Control is { IsAmidRequest: true }) is { } node)
        {
            if (random.Next(2) == 0)
            {
                Kill(node);
            }
            else
            {
                Stop(node);
                Miss(node);
            }
        }
    }

    /// <summary>What a node was about to send arrives when others have long gone on without it.</summary>
    private void StopWithUnsentCall()
    {
        if (world.Network.WithUnsent is { Count: > 0 } senders)
        {
            var node = senders[random.Next(senders.Count)];
            Say($"{node.Name} stops before it sends");
            node.State = NodeState.Paused;
            Miss(node);
        }
    }

    /// <summary>The others do not reach a node; one that is alone misses nobody.</summary>
    private static void Miss(SimulatedNode node)
    {
        if (SimulatedCluster.SideOf(node) is { Seen.Count: > 1 } side)
        {
            side.Miss(node);
        }
    }

    private void Say(string what) => world.Trace.Add($"INCIDENT: {what}");
}
