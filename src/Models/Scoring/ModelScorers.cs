using StreamReco.Models.Artifacts;
using StreamReco.Models.Ranking;

namespace StreamReco.Models.Scoring;

/// <summary>Everything of a model that is run in batches: of a stack its encoder and ranker, else the one graph.</summary>
/// <param name="Graph">The model's own graph; null where a stack answers in its place.</param>
/// <param name="Encoder">The session encoder of its stack; null where there is none.</param>
/// <param name="Ranker">The ranker of its stack; null for a model without.</param>
/// <param name="SearchRanker">The ranker of what a search found; null for a model without.</param>
public sealed record ModelScorers(
    IBatchScorer<ScoreRequest>? Graph, IBatchScorer<EncoderRequest>? Encoder = null, IBatchScorer<RankRequest>? Ranker = null,
    IBatchScorer<RankRequest>? SearchRanker = null)
    : IDisposable
{
    /// <summary>The execution provider in use.</summary>
    public string Provider => Graph?.Provider ?? Ranker!.Provider;

    /// <summary>Why it is in use, one sentence.</summary>
    public string ProviderReason { get; init; } = "";

    /// <summary>Loads and warms the graphs that answer for a model.</summary>
    /// <exception cref="ScorerStartException">The options cannot be met on this machine, or a graph cannot be
    /// run.</exception>
    public static ModelScorers Open(ModelArtifact model, OnnxScorerOptions options)
    {
        var own = OpenOwn(model, options);
        if (model.SearchRanker is not { } search)
        {
            return own;
        }

        try
        {
            return own with { SearchRanker = OnnxScorers.OfRanker(search.Graph, search.Layout, options) };
        }
        catch (ScorerStartException)
        {
            own.Dispose();
            throw;
        }
    }

    private static ModelScorers OpenOwn(ModelArtifact model, OnnxScorerOptions options)
    {
        if (model.Stack is not { } stack)
        {
            var graph = OnnxScorers.OfModel(model, options);
            return new ModelScorers(graph) { ProviderReason = graph.ProviderReason };
        }

        var encoder = stack.Encoder is null ? null : OnnxScorers.OfEncoder(stack, options);
        try
        {
            var ranker = OnnxScorers.OfRanker(stack, options);
            return new ModelScorers(null, encoder, ranker) { ProviderReason = encoder?.ProviderReason ?? ExecutionProvider.Choose(options).Reason };
        }
        catch (ScorerStartException)
        {
            encoder?.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Graph?.Dispose();
        Encoder?.Dispose();
        Ranker?.Dispose();
        SearchRanker?.Dispose();
    }
}
