namespace StreamReco.Benchmarks.Rows;

/// <summary>What <c>rows</c> was asked for.</summary>
internal sealed record RowsSettings
{
    public required IReadOnlyList<RowName> Rows { get; init; }

    /// <summary>A broker that runs; null starts one.</summary>
    public string? Bootstrap { get; init; }

    /// <summary>Processes of that broker on this machine, for their CPU time.</summary>
    public IReadOnlyList<int> BrokerPids { get; init; } = [];

    public int Clicks { get; init; }

    public int Rounds { get; init; }

    /// <summary><c>Trigger:EmitIntervalMs</c> of the path's rows; null for the one that fits the clicks.</summary>
    public long? EmitIntervalMs { get; init; }

    /// <summary>Clicks a second of the latency phase; none leaves the phase out.</summary>
    public IReadOnlyList<int> Rates { get; init; } = [];

    /// <summary>How long each rate lasts.</summary>
    public int LatencySeconds { get; init; }

    /// <summary>A trained two-stage model; null trains a small one.</summary>
    public string? TwoStageModel { get; init; }

    /// <summary>Where the report goes, its chart beside it; null prints only.</summary>
    public string? Report { get; init; }

    /// <summary>The command line, for the report.</summary>
    public string Command { get; init; } = "";
}
