using StreamReco.StreamHost.Tests.Cluster.Control;

namespace StreamReco.Rig.Simulation;

/// <summary>What the control planes of all nodes share: their ledger and journal in the state database, and the log.</summary>
internal sealed class ControlStore(PlantedBug bug, IReadOnlyList<ModelPartition> partitions)
{
    public InMemoryControlLedger Ledger { get; } = new();

    public ModelJournal Journal { get; } = new();

    public ControlRecords Records { get; } = new(bug, partitions);
}
