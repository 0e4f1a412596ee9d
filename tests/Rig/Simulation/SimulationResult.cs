namespace StreamReco.Rig.Simulation;

/// <summary>How a seed ended.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Plan">What the seed decided, in words.</param>
/// <param name="Violation">The promise that was broken, or null.</param>
/// <param name="Records">Records of all partitions, ticks included.</param>
/// <param name="Incidents">Incidents among the turns.</param>
/// <param name="Trace">What happened, when it was asked for.</param>
public sealed record SimulationResult(
    long Seed, string Plan, string? Violation, int Records, int Incidents, IReadOnlyList<string> Trace);
