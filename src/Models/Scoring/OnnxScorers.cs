using StreamReco.Models.Artifacts;
using StreamReco.Models.Onnx;
using StreamReco.Models.Ranking;

namespace StreamReco.Models.Scoring;

/// <summary>Opens the graphs of models: loaded, and every batch size run once.</summary>
public static class OnnxScorers
{
    /// <summary>Scores of all items that a call of a model's own graph may hold: 32 MB.</summary>
    private const int ScoresMax = 8 * 1024 * 1024;

    /// <summary>The model's own graph.</summary>
    /// <exception cref="ScorerStartException">The options cannot be met on this machine, or the graph cannot be
    /// run.</exception>
    public static OnnxScorer<ScoreRequest> OfModel(ModelArtifact model, OnnxScorerOptions options)
    {
        var subject = $"the graph of model {model.Manifest.Version}";
        var (layout, items) = (model.Manifest.Features, model.Items.Count);
        if (ExecutionProvider.Choose(options).Name == ExecutionProvider.Cpu
            && GraphCut.Read(model.Graph) is { } whole && GraphCut.ChoosesBestOf(whole, GraphNames.AllScores))
        {
            var rowsMax = Math.Max(1, ScoresMax / items);
            var cut = new GraphSession(subject, GraphCut.UpTo(whole, GraphNames.AllScores, items), options, rowsMax);
            return Open(cut, new ScoreBuffers(layout, items, cut.Buckets[^1], isCut: true));
        }

        var graph = new GraphSession(subject, model.Graph, options);
        return Open(graph, new ScoreBuffers(layout, items, graph.Buckets[^1]));
    }

    /// <summary>The session encoder of a stack that has one.</summary>
    /// <inheritdoc cref="OfModel" path="/exception"/>
    public static OnnxScorer<EncoderRequest> OfEncoder(TwoStageModel stack, OnnxScorerOptions options)
    {
        var graph = new EncoderGraph(stack, options);
        return graph.Open(owns: true);
    }

    /// <summary>The ranker of a stack.</summary>
    /// <inheritdoc cref="OfModel" path="/exception"/>
    public static OnnxScorer<RankRequest> OfRanker(TwoStageModel stack, OnnxScorerOptions options) =>
        OfRanker(stack.RankerGraph, stack.Plan.Layout(), options);

    /// <summary>A ranker of its own layout.</summary>
    /// <inheritdoc cref="OfModel" path="/exception"/>
    public static OnnxScorer<RankRequest> OfRanker(
        ReadOnlyMemory<byte> ranker, RankLayout layout, OnnxScorerOptions options)
    {
        var graph = new GraphSession("the graph of the ranker", ranker, options);
        return Open(graph, new RankBuffers(layout, graph.Buckets[^1]));
    }

    private static OnnxScorer<TRequest> Open<TRequest>(GraphSession graph, IGraphMemory<TRequest> memory) =>
        new(graph, memory, ownsGraph: true);
}
