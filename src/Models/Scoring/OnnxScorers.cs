using StreamReco.Models.Artifacts;
using StreamReco.Models.Features;
using StreamReco.Models.LinearAlgebra;
using StreamReco.Models.Onnx;
using StreamReco.Models.Ranking;

namespace StreamReco.Models.Scoring;

/// <summary>Opens the graphs of models: loaded, and every batch size run once that the runtime runs.</summary>
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
            return PanelKernel.IsFast && ScoredItems.Of(whole, options.Cells) is { } scored && scored.Items == items
                ? OfQuery(subject, whole, scored, layout, options) : OfScores(subject, whole, items, layout, options);
        }

        var graph = new GraphSession(subject, model.Graph, options);
        return Open(graph, new ScoreBuffers(layout, items, graph.Buckets[^1]));
    }

    /// <summary>A model's own graph up to the query (decision 0174).</summary>
    private static OnnxScorer<ScoreRequest> OfQuery(
        string subject, OnnxModel whole, ScoredItems items, FeatureLayout layout, OnnxScorerOptions options)
    {
        var cut = GraphCut.UpTo(whole, items.Query, items.Dimensions);
        var graph = new GraphSession(subject, cut, options, isShort: true);
        var rows = graph.Buckets[^1];
        IItemChoice choice = items.Cells is null
            ? new ChoiceByQuery(rows, items, layout.Candidates) : new ChoiceByCells(rows, items, layout.Candidates);
        return Open(graph, new ScoreBuffers(layout, items.Items, rows, choice));
    }

    /// <summary>A model's own graph up to the scores of all items (decision 0118).</summary>
    private static OnnxScorer<ScoreRequest> OfScores(
        string subject, OnnxModel whole, int items, FeatureLayout layout, OnnxScorerOptions options)
    {
        var rowsMax = Math.Max(1, ScoresMax / items);
        var graph = new GraphSession(subject, GraphCut.UpTo(whole, GraphNames.AllScores, items), options, rowsMax);
        var rows = graph.Buckets[^1];
        return Open(graph, new ScoreBuffers(layout, items, rows, new ChoiceByScore(rows, items, layout.Candidates)));
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
    public static IBatchScorer<RankRequest> OfRanker(TwoStageModel stack, OnnxScorerOptions options) =>
        new RankerGraph(stack, options).Open(owns: true);

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
