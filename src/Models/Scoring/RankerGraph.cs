using StreamReco.Models.Onnx;
using StreamReco.Models.Ranking;

namespace StreamReco.Models.Scoring;

/// <summary>A ranker's graph as it serves, for scorers of several threads.</summary>
/// <remarks>
/// On the CPU a graph of the form that training writes is not run but computed here (decision 0181); on CUDA, and where the graph
/// is of another form, the runtime runs it.
/// </remarks>
internal sealed class RankerGraph : IDisposable
{
    private readonly RankLayout _layout;
    private readonly ExecutionProvider _provider;
    private readonly OnnxScorerOptions _options;
    private readonly RankerModel? _model;
    private readonly GraphSession? _session;

    /// <exception cref="ScorerStartException">The options cannot be met on this machine, or the graph cannot be
    /// loaded.</exception>
    public RankerGraph(TwoStageModel stack, OnnxScorerOptions options)
    {
        (_layout, _options, _provider) = (stack.Plan.Layout(), options, ExecutionProvider.Choose(options));
        _model = _provider.Name == ExecutionProvider.Cpu && GraphCut.Read(stack.RankerGraph) is { } graph
            && RankerGraphWriter.Read(graph) is { } model && model.Features == _layout.Features.Count ? model : null;
        _session = _model is null ? new GraphSession("the graph of the ranker", stack.RankerGraph, options) : null;
    }

    /// <summary>A scorer of one thread.</summary>
    /// <param name="owns">Whether the graph goes with it.</param>
    public IBatchScorer<RankRequest> Open(bool owns) => _session is null
        ? new RankScorer(_model!, GraphSession.BucketsOf(_options, _provider)[^1])
        : new OnnxScorer<RankRequest>(_session, new RankBuffers(_layout, _session.Buckets[^1]), owns);

    public void Dispose() => _session?.Dispose();
}
