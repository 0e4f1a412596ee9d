using System.Diagnostics.Metrics;
using StreamReco.Models.Decoding;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Metrics;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Quality;
using StreamReco.Stages.Recommendations.Rules;
using StreamReco.Stages.Serving;

namespace StreamReco.Stages.Setup;

/// <summary>What a shard's stages are made of; all but the id is shared by the shards of a process.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Options">Limits and rules.</param>
/// <param name="Models">The models at hand.</param>
/// <param name="Catalog">What the shop sells now.</param>
/// <param name="Time">The clock of snapshots and of <c>emitted_at</c>.</param>
public sealed record ShardParts(
    ShardId Shard, PipelineOptions Options, IModelProvider Models, ICatalog Catalog, TimeProvider Time)
{
    /// <summary>Whether the records were forwarded from another topic: rejected ones then name their first origin.</summary>
    public bool AreForwarded { get; init; }

    /// <summary>Whether what became of each record is written into a topic of its own.</summary>
    public bool WritesVerdicts { get; init; }

    /// <summary>Whether alerts of quality rules are written into a topic of their own.</summary>
    public bool WritesAlerts { get; init; }

    /// <summary>Called with the answers that are committed; null for none.</summary>
    public FirstRecommendation? FirstAnswer { get; init; }

    /// <summary>Counts fields that are left out of events; null counts nothing, as in a replay.</summary>
    public LeftOutCounts? LeftOut { get; init; }

    /// <summary>What is let out.</summary>
    public EmitPolicy Emission { get; init; } = EmitPolicy.Live;

    /// <summary>Judges answers by the next click; null in a replay.</summary>
    public QualitySums? Quality { get; init; }

    /// <summary>Takes in how long each commit took, in seconds; null for none.</summary>
    public Histogram<double>? CommitLatency { get; init; }

    /// <summary>Payload bytes of one rejected record, which its topic may ask to be less than the limit.</summary>
    public int RejectedPayloadBytesMax { get; init; } = Options.Limits.RejectedPayloadBytesMax;

    /// <summary>The rules of re-ranking; the shards of a process share one reading of their file.</summary>
    public RerankRules Rules { get; init; } = RerankRules.Open(Options.Rerank);
}
