namespace StreamReco.Rig.Simulation;

/// <summary>A promise that was broken, as an oracle says it.</summary>
internal sealed class Violation(string message) : Exception(message);
