using StreamReco.Models.Encoder;
using StreamReco.Models.LinearAlgebra;
using StreamReco.Models.Onnx;
using StreamReco.Models.Ranking;

namespace StreamReco.Models.Scoring;

/// <summary>An encoder's graph as it serves, for scorers of several threads.</summary>
/// <remarks>
/// On the CPU the graph of eight bits ends at the query, and the items are searched beside it (decision 0118). On CUDA the
/// graph is written anew in 32-bit floats: the runtime has no product of eight bits there and would take every call back
/// to the CPU.
/// </remarks>
internal sealed class EncoderGraph : IDisposable
{
    private readonly EncoderModel _encoder;
    private readonly EncoderItems? _items;
    private readonly GraphSession _session;

    /// <exception cref="ScorerStartException">The options cannot be met on this machine, or the graph cannot be
    /// loaded.</exception>
    public EncoderGraph(TwoStageModel stack, OnnxScorerOptions options)
    {
        _encoder = stack.Encoder!;
        var graph = stack.EncoderGraph;
        if (ExecutionProvider.Choose(options).Name == ExecutionProvider.Cuda)
        {
            graph = EncoderGraphWriter.Write(_encoder, EncoderRequest.CandidatesOf(_encoder));
        }
        else if (LevelKernel.IsFast && GraphCut.Read(graph) is { } whole && EncoderItems.Of(whole, options.Cells) is { } items)
        {
            _items = items;
            graph = GraphCut.UpTo(whole, GraphNames.Query, _encoder.Dimensions);
        }

        _session = new GraphSession("the graph of the encoder", graph, options);
    }

    /// <summary>A scorer of one thread.</summary>
    /// <param name="owns">Whether the graph goes with it.</param>
    public OnnxScorer<EncoderRequest> Open(bool owns) =>
        new(_session, new EncoderBuffers(_encoder, _session.Buckets[^1], _items), owns);

    public void Dispose() => _session.Dispose();
}
