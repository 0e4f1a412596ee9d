namespace StreamReco.Rig.Simulation;

/// <summary>
/// One seed: nodes with the real stages over a model broker and a model store, on one thread, with faults in any place;
/// then everything comes to rest and the <see cref="Oracle"/> looks at what is left.
/// </summary>
public sealed class Simulation
{
    private const int StepsToRestMax = 50_000;

    private readonly Random _random;
    private readonly SeedPlan _plan;
    private readonly SimulatedWorld _world;
    private readonly SimulatedCluster _cluster;
    private readonly Incidents _incidents;
    private readonly RequestLoad _requests;
    private readonly StallScene? _scene;
    private int _produced;

    private Simulation(long seed, PlantedBug bug, bool traced)
    {
        _random = new Random(HashCode(seed));
        _plan = SeedPlan.Draw(seed, bug, _random);
        _world = new SimulatedWorld(_plan, _random, new Trace(traced));
        _cluster = new SimulatedCluster(_world, _random);
        _incidents = new Incidents(_world, _random, _cluster);
        _requests = new RequestLoad(_world, _random);
        _scene = _plan.Scene == StallKind.None ? null : new StallScene(_world, _random, _cluster);
    }

    /// <summary>Runs a seed; one that breaks a promise is run again for its trace.</summary>
    public static SimulationResult Run(long seed, PlantedBug bug = PlantedBug.None)
    {
        var result = new Simulation(seed, bug, traced: false).Run();
        return result.Violation is null ? result : new Simulation(seed, bug, traced: true).Run();
    }

    /// <summary>Neighbouring seeds must not draw alike.</summary>
    private static int HashCode(long seed) => (int)((ulong)seed * 0x9E3779B97F4A7C15UL >> 33);

    private SimulationResult Run()
    {
        // Continuations run where the answer arrives, never on another thread.
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        string? violation = null;
        try
        {
            for (var turn = 0; turn < _plan.Turns; turn++)
            {
                Turn();
            }

            Rest();
            Oracle.Check(_world);
            RequestOracle.Check(_world, _requests.Asked);
        }
        catch (Violation broken)
        {
            violation = broken.Message;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }

        return new SimulationResult(
            _plan.Seed, _plan.ToString(), violation, _world.Partitions.Sum(p => p.Source.Made.Count), _incidents.Count, _world.Trace.Lines);
    }

    private void Turn()
    {
        _scene?.Step();
        var kind = _random.Next(100);
        if (kind < _plan.IncidentPercent && _scene is null)
        {
            _incidents.Next();
        }
        else if (kind < 30)
        {
            Produce(_random.Next(1, 6));
        }
        else if (kind < 60)
        {
            _world.Network.Step();
        }
        else if (kind < 63)
        {
            _requests.Step(_cluster.Nodes);
        }
        else
        {
            _cluster.Nodes[_random.Next(_plan.Nodes)].Step(_random);
        }

        _cluster.Step();
        _world.Clock.AdvanceMs(_random.Next(100));
    }

    private void Produce(int records)
    {
        for (; records > 0 && _produced < _plan.Records; records--, _produced++)
        {
            _world.Partitions[_random.Next(_plan.Partitions)].Source.Produce();
            _world.Visits?.Step();
        }
    }

    /// <summary>No faults any more: all that is left is carried out, read, committed and stored.</summary>
    private void Rest()
    {
        _world.Trace.Add("comes to rest");
        Produce(_plan.Records);
        _world.Network.IsCalm = true;
        _world.IsDatabaseAway = false;
        _cluster.Calm();
        StepUntil(() => _cluster.WhatIsMissing() ?? _requests.Open, () =>
        {
            _requests.Step(_cluster.Nodes);
            _cluster.Step();
        });
        StepUntil(
            () => Owners().FirstOrDefault(one => one.Owner.ShardOf(one.Partition)!.Phase != ShardPhase.Closed) is { Owner: { } owner } open
                ? $"partition {open.Partition} at {owner.Name}" : null,
            CloseIdleShards);
    }

    /// <summary>An owner that learns only when it closes that it was overtaken, by a node that has ended since, opens again.</summary>
    private void CloseIdleShards()
    {
        foreach (var (partition, owner) in Owners())
        {
            if (owner.ShardOf(partition) is { IsGone: true, Phase: ShardPhase.Failed })
            {
                owner.Lose(partition);
                owner.Assign(partition);
            }
            else if (owner.ShardOf(partition) is { IsIdle: true } shard)
            {
                shard.Drain();
            }
        }
    }

    private IEnumerable<(int Partition, SimulatedNode Owner)> Owners() =>
        _cluster.Sides[0].Placement.Owners.Select((owner, partition) => (partition, owner!));

    private void StepUntil(Func<string?> missing, Action more)
    {
        for (var step = 0; missing() is { } what; step++)
        {
            if (step == StepsToRestMax)
            {
                throw new Violation($"The nodes do not come to rest: {what}.");
            }

            while (_world.Network.Step())
            {
                // Until all answers have arrived.
            }

            more();
            foreach (var node in _cluster.Nodes)
            {
                node.Step(_random);
            }

            _world.Clock.AdvanceMs(200);
        }
    }
}
