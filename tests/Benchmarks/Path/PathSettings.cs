namespace StreamReco.Benchmarks.Path;

/// <summary>What command <c>path</c> was asked for.</summary>
internal sealed record PathSettings(
    string? Bootstrap, int Clicks, int Rounds, int Users, int Items, int Dimensions, long EmitIntervalMs, bool AtLeastOnce,
    IReadOnlyList<string> Programs)
{
    public const int Partitions = 4;

    /// <summary>Clicks that are committed before timing begins.</summary>
    public int Warmup { get; init; } = Clicks / 10;

    /// <summary>Processes of the broker whose CPU time is taken too; none where it runs elsewhere, or in this process.</summary>
    public IReadOnlyList<int> BrokerPids { get; init; } = [];
}
