using StreamReco.Models.Scoring;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Serving;

/// <summary>How graphs are run by the settings of <c>Score</c>.</summary>
internal static class ScorerSettings
{
    public static OnnxScorerOptions Of(StreamRecoOptions options) => new()
    {
        Provider = options.Pipeline.Score.Provider,
        BatchSizeMax = options.Pipeline.Score.BatchSizeMax,
        IntraOpThreads = options.Pipeline.Score.Threads,
        ExactItemsMax = options.Pipeline.Score.ExactItemsMax,
        RecallMin = options.Pipeline.Score.RecallMin,
    };
}
