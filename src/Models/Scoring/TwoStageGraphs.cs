using StreamReco.Models.Ranking;

namespace StreamReco.Models.Scoring;

/// <summary>A stack's graphs, loaded once for the scorers of several threads; disposed behind the last of them.</summary>
public sealed class TwoStageGraphs : IDisposable
{
    private readonly TwoStageModel _stack;
    private readonly EncoderGraph? _encoder;
    private readonly GraphSession _ranker;

    /// <exception cref="ScorerStartException">The options cannot be met on this machine, or a graph cannot be
    /// loaded.</exception>
    public TwoStageGraphs(TwoStageModel stack, OnnxScorerOptions options)
    {
        _stack = stack;
        _ranker = new GraphSession("the graph of the ranker", stack.RankerGraph, options);
        _encoder = stack.Encoder is null ? null : new EncoderGraph(stack, options);
    }

    /// <summary>An encoder for one thread; null where the stack has none.</summary>
    public OnnxScorer<EncoderRequest>? OpenEncoder() => _encoder?.Open(owns: false);

    /// <summary>A ranker for one thread.</summary>
    public OnnxScorer<RankRequest> OpenRanker() =>
        new(_ranker, new RankBuffers(_stack.Plan.Layout(), _ranker.Buckets[^1]), ownsGraph: false);

    public void Dispose()
    {
        _encoder?.Dispose();
        _ranker.Dispose();
    }
}
