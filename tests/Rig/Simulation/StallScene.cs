using StreamReco.StreamHost.Cluster.Control;

namespace StreamReco.Rig.Simulation;

/// <summary>
/// A process stops with one certain call that has not left it, and goes on once others have got so far that the call would do harm.
/// Chance brings this about in one seed of some ten thousand. A seed with a scene waits for the moment, and nothing else happens to its nodes.
/// </summary>
internal sealed class StallScene(SimulatedWorld world, Random random, SimulatedCluster cluster)
{
    /// <summary>Turns that a scene needs: others have to take over and get on meanwhile.</summary>
    public const int Turns = 1_500;

    private SimulatedNode? _stopped;
    private Func<bool> _mayGoOn = () => false;
    private bool _isOver;

    /// <summary>Which scene a seed has; decided beside the draws, so that the other seeds stay as they are.</summary>
    public static StallKind KindOf(long seed, int nodes, int requests) => (seed % 20) switch
    {
        3 when nodes > 1 => StallKind.Opening,
        13 when nodes > 1 && requests > 1 => StallKind.ControlRecord,
        _ => StallKind.None,
    };

    /// <summary>Looks whether the moment to stop, or to go on, has come.</summary>
    public void Step()
    {
        if (_isOver)
        {
            return;
        }

        if (_stopped is { State: NodeState.Dead })
        {
            _stopped = null;
        }
        else if (_stopped is not null && _mayGoOn())
        {
            world.Trace.Add($"INCIDENT: {_stopped.Name} goes on");
            cluster.Wake(_stopped);
            _isOver = true;
        }
        else if (_stopped is null && world.Plan.Scene == StallKind.Opening)
        {
            StopAmidOpening();
        }
        else if (_stopped is null)
        {
            StopAmidControlRecord();
        }
    }

    /// <summary>Between the sink's offset and the snapshot; the partition is taken from the node, and it is not told.</summary>
    private void StopAmidOpening()
    {
        if (world.Network.Unsent.FirstOrDefault(call => StoreClient.IsLoad(call.What)) is not { Client: { } node }
            || node.Partitions.FirstOrDefault(p => node.ShardOf(p)!.Phase == ShardPhase.Opening, -1) is not (>= 0 and var partition))
        {
            if (random.Next(25) == 0 && cluster.Sides is [{ Coordinator: not null } side, ..])
            {
                side.Placement.Move(random.Next(world.Plan.Partitions));
            }

            return;
        }

        var known = world.Partitions[partition].Committed ?? 0;
        Stop(node, () => world.Store.NextOffsetOf(SimulatedWorld.ShardOf(partition)) > known);
        SimulatedCluster.SideOf(node)?.Placement.Take(partition);
    }

    /// <summary>The others go on without the node: the request is done by another, and so is the next one of its kind.</summary>
    private void StopAmidControlRecord()
    {
        if (world.Network.Unsent.FirstOrDefault(call => ModelChangeWriter.IsWrite(call.What) || ErasureLog.IsWrite(call.What)) is not { } call)
        {
            return;
        }

        var done = Done() + (ErasureLog.IsWrite(call.What) ? 1 : 2);
        Stop(call.Client, () => Done() >= done);
        SimulatedCluster.SideOf(call.Client)?.Miss(call.Client);
    }

    private int Done() => world.Control.Journal.Events.Count(change => change is RequestCompleted);

    private void Stop(SimulatedNode node, Func<bool> mayGoOn)
    {
        world.Trace.Add($"INCIDENT: {node.Name} stops before it sends");
        node.State = NodeState.Paused;
        (_stopped, _mayGoOn) = (node, mayGoOn);
    }
}

/// <summary>Where the scene of a seed stops a process.</summary>
internal enum StallKind
{
    /// <summary>The seed has no scene.</summary>
    None,

    /// <summary>While it opens a partition, before it asks for the snapshot.</summary>
    Opening,

    /// <summary>Before it sends a control record.</summary>
    ControlRecord,
}
