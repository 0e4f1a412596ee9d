using StreamReco.Models.Ranking;

namespace StreamReco.Models.Scoring;

/// <summary>A stack's graphs, loaded once for the scorers of several threads; disposed behind the last of them.</summary>
public sealed class TwoStageGraphs : IDisposable
{
    private readonly EncoderGraph? _encoder;
    private readonly RankerGraph _ranker;

    /// <exception cref="ScorerStartException">The options cannot be met on this machine, or a graph cannot be
    /// loaded.</exception>
    public TwoStageGraphs(TwoStageModel stack, OnnxScorerOptions options)
    {
        _ranker = new RankerGraph(stack, options);
        _encoder = stack.Encoder is null ? null : new EncoderGraph(stack, options);
    }

    /// <summary>An encoder for one thread; null where the stack has none.</summary>
    public OnnxScorer<EncoderRequest>? OpenEncoder() => _encoder?.Open(owns: false);

    /// <summary>A ranker for one thread.</summary>
    public IBatchScorer<RankRequest> OpenRanker() => _ranker.Open(owns: false);

    public void Dispose()
    {
        _encoder?.Dispose();
        _ranker.Dispose();
    }
}
