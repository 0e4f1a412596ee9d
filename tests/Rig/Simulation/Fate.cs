namespace StreamReco.Rig.Simulation;

/// <summary>What must become of a record, by the simulation's own bookkeeping.</summary>
internal enum Fate
{
    Applied,
    Duplicate,
    Rejected,
    Tick,
}
