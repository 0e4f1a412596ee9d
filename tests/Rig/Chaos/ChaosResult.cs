using StreamReco.Rig.Checking;

namespace StreamReco.Rig.Chaos;

/// <summary>What a block showed.</summary>
/// <param name="Plan">What was done.</param>
/// <param name="Cycles">Cycles that were run.</param>
/// <param name="Due">What was due, to the unit.</param>
/// <param name="Violations">Broken promises; none in a good block.</param>
/// <param name="StartsRepeated">Starts of nodes that found no broker or database and were repeated.</param>
/// <param name="Downed">Nodes that the others went on without, and that ended themselves.</param>
/// <param name="Ownerless">The longest time that a partition had no owner after the last fault, but for the time in which Kafka served no transaction; null for none.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record ChaosResult(
    ChaosPlan Plan, int Cycles, DueWork Due, IReadOnlyList<string> Violations, int StartsRepeated, int Downed,
    OwnerlessSpan? Ownerless, double Seconds);
