using StreamReco.Models.Artifacts;
using StreamReco.Models.Onnx;
using StreamReco.Models.Ranking;

namespace StreamReco.Models.Scoring;

/// <summary>Opens the graphs of models: loaded, and every batch size run once.</summary>
public static class OnnxScorers
{
    /// <summary>The model's own graph.</summary>
    /// <exception cref="ScorerStartException">The options cannot be met on this machine, or the graph cannot be
    /// run.</exception>
    public static OnnxScorer<ScoreRequest> OfModel(ModelArtifact model, OnnxScorerOptions options)
    {
        var graph = new GraphSession($"the graph of model {model.Manifest.Version}", model.Graph, options);
        return Open(graph, new ScoreBuffers(model.Manifest.Features, model.Items.Count, graph.Buckets[^1]));
    }

    /// <summary>The session encoder of a stack that has one.</summary>
    /// <inheritdoc cref="OfModel" path="/exception"/>
    public static OnnxScorer<EncoderRequest> OfEncoder(TwoStageModel stack, OnnxScorerOptions options)
    {
        var graph = OpenEncoder(stack, options);
        return Open(graph, new EncoderBuffers(stack.Encoder!, graph.Buckets[^1]));
    }

    /// <summary>The ranker of a stack.</summary>
    /// <inheritdoc cref="OfModel" path="/exception"/>
    public static OnnxScorer<RankRequest> OfRanker(TwoStageModel stack, OnnxScorerOptions options) =>
        OfRanker(stack.RankerGraph, stack.Plan.Layout(), options);

    internal static OnnxScorer<RankRequest> OfRanker(
        ReadOnlyMemory<byte> ranker, RankLayout layout, OnnxScorerOptions options)
    {
        var graph = new GraphSession("the graph of the ranker", ranker, options);
        return Open(graph, new RankBuffers(layout, graph.Buckets[^1]));
    }

    /// <summary>
    /// The encoder's graph; on CUDA it is written anew in 32-bit floats, because the runtime has no product of eight bits
    /// there and would take every call back to the CPU.
    /// </summary>
    internal static GraphSession OpenEncoder(TwoStageModel stack, OnnxScorerOptions options)
    {
        var encoder = stack.Encoder!;
        var bytes = ExecutionProvider.Choose(options).Name == ExecutionProvider.Cuda
            ? EncoderGraphWriter.Write(encoder, EncoderRequest.CandidatesOf(encoder))
            : stack.EncoderGraph;
        return new GraphSession("the graph of the encoder", bytes, options);
    }

    private static OnnxScorer<TRequest> Open<TRequest>(GraphSession graph, IGraphMemory<TRequest> memory) =>
        new(graph, memory, ownsGraph: true);
}
