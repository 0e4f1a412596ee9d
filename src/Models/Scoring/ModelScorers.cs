using StreamReco.Models.Artifacts;
using StreamReco.Models.Ranking;

namespace StreamReco.Models.Scoring;

/// <summary>Everything of a model that is run in batches.</summary>
/// <param name="Graph">The model's own graph.</param>
/// <param name="Encoder">The session encoder of its stack; null where there is none.</param>
/// <param name="Ranker">The ranker of its stack; null for a model without.</param>
public sealed record ModelScorers(
    IBatchScorer<ScoreRequest> Graph, IBatchScorer<EncoderRequest>? Encoder = null, IBatchScorer<RankRequest>? Ranker = null)
    : IDisposable
{
    /// <summary>Why its provider is at work, one sentence.</summary>
    public string ProviderReason { get; init; } = "";

    /// <summary>Loads and warms every graph of a model.</summary>
    /// <exception cref="ScorerStartException">The options cannot be met on this machine, or a graph cannot be
    /// run.</exception>
    public static ModelScorers Open(ModelArtifact model, OnnxScorerOptions options)
    {
        var graph = OnnxScorers.OfModel(model, options);
        var scorers = new ModelScorers(graph) { ProviderReason = graph.ProviderReason };
        try
        {
            scorers = model.Stack is { Encoder: not null } encoding
                ? scorers with { Encoder = OnnxScorers.OfEncoder(encoding, options) }
                : scorers;
            return model.Stack is { } stack ? scorers with { Ranker = OnnxScorers.OfRanker(stack, options) } : scorers;
        }
        catch (ScorerStartException)
        {
            scorers.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Graph.Dispose();
        Encoder?.Dispose();
        Ranker?.Dispose();
    }
}
