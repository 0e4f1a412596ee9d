using StreamReco.Models.Features;
using StreamReco.Models.Ranking;

namespace StreamReco.Models.Artifacts;

/// <summary>What a model says of itself: <c>manifest.json</c> of a model folder.</summary>
public sealed record ModelManifest
{
    /// <summary>Version of the folder's format; a loader refuses what it does not know.</summary>
    public required int Format { get; init; }

    public required string Name { get; init; }

    /// <summary>Content version: the first 12 hex digits of the SHA-256 over the other files' hashes.</summary>
    public required string Version { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required FeatureLayout Features { get; init; }

    /// <summary>First 16 hex digits of the SHA-256 of <see cref="FeatureLayout.ToString"/>.</summary>
    public required string FeatureHash { get; init; }

    /// <summary>N, rows of the vocabulary.</summary>
    public required int Items { get; init; }

    public required TrainingSummary Training { get; init; }

    /// <summary>What was chosen for the data, and why; absent in a model without a stack.</summary>
    public TwoStageSelection? Selection { get; init; }

    /// <summary>Offline metrics by name, for instance <c>MRR@20</c>; empty when none were computed.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>SHA-256 in hex by file name: a model is loaded whole or not at all.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }
}
