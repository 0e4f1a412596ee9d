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
    private readonly Incidents _incidents;
    private int _produced;

    private Simulation(long seed, PlantedBug bug, bool traced)
    {
        _random = new Random(HashCode(seed));
        _plan = SeedPlan.Draw(seed, bug, _random);
        _world = new SimulatedWorld(_plan, _random, new Trace(traced));
        _incidents = new Incidents(_world, _random);
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
        var kind = _random.Next(100);
        if (kind < _plan.IncidentPercent)
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
        else
        {
            _incidents.AnyNode().Step(_random);
        }

        _incidents.HandOver();
    }

    private void Produce(int records)
    {
        for (; records > 0 && _produced < _plan.Records; records--, _produced++)
        {
            _world.Partitions[_random.Next(_plan.Partitions)].Source.Produce();
        }
    }

    /// <summary>No faults any more: all that is left is read, committed and stored.</summary>
    private void Rest()
    {
        _world.Trace.Add("comes to rest");
        Produce(_plan.Records);
        _incidents.End();
        for (var step = 0; !CloseIdleShards(); step++)
        {
            if (step == StepsToRestMax)
            {
                throw new Violation("The nodes do not come to rest.");
            }

            while (_world.Network.Step())
            {
                // Until all answers have arrived.
            }

            foreach (var owner in _incidents.Owners.Distinct())
            {
                owner.Step(_random);
            }
        }
    }

    private bool CloseIdleShards()
    {
        var closed = 0;
        for (var partition = 0; partition < _plan.Partitions; partition++)
        {
            var shard = _incidents.Owners[partition].ShardOf(partition)!;
            if (shard.IsIdle)
            {
                shard.Drain();
            }

            closed += shard.Phase == ShardPhase.Closed ? 1 : 0;
        }

        return closed == _plan.Partitions;
    }
}
