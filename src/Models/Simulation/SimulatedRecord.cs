namespace StreamReco.Models.Simulation;

/// <summary>One record of a simulated shop.</summary>
/// <param name="TimeMs">When it arrives, Unix milliseconds: Kafka's timestamp. Never falls.</param>
/// <param name="Key">The user id.</param>
/// <param name="Payload">The record's bytes; no line end among them.</param>
/// <param name="Kind">What it is.</param>
public readonly record struct SimulatedRecord(long TimeMs, string Key, byte[] Payload, SimulatedKind Kind)
{
    /// <summary>Whether the pipeline must reject it for its content, whatever came before.</summary>
    public bool IsMalformed => Kind >= SimulatedKind.BrokenJson;
}
