namespace StreamReco.StreamHost.Demo;

/// <summary>A record that the player writes to the clicks topic.</summary>
/// <param name="Key">The user.</param>
/// <param name="Payload">The event's bytes, good or not.</param>
/// <param name="TimestampMs">Kafka's timestamp where the source decides it; null for the moment of writing.</param>
internal readonly record struct DemoRecord(string Key, byte[] Payload, long? TimestampMs)
{
    /// <summary>The source that its header names; null for none.</summary>
    public string? Source { get; init; }

    /// <summary>What was planted with it.</summary>
    public Plant Plant { get; init; }
}
