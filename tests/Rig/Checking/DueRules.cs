namespace StreamReco.Rig.Checking;

/// <summary>The settings that decide what is due, as numbers of their own; milliseconds.</summary>
internal sealed record DueRules
{
    public long OutOfOrdernessMs { get; init; } = 1_000;

    public long AllowedLatenessMs { get; init; } = 5_000;

    public long EmitIntervalMs { get; init; }

    public long FutureSkewMs { get; init; } = 300_000;

    public int DedupeEventsMax { get; init; } = 64;
}
