using StreamReco.Models.Ranking;
using StreamReco.Models.Scoring;

namespace StreamReco.TestKit.Scoring;

/// <summary>A ranker without a graph: the formula.</summary>
public sealed class PlainRanker(RankerModel ranker) : IBatchScorer<RankRequest>
{
    public string Provider => "plain";

    public int BatchSizeMax => int.MaxValue;

    public void Score(IReadOnlyList<RankRequest> batch)
    {
        foreach (var request in batch)
        {
            ranker.Score(request);
        }
    }

    public void Dispose()
    {
        // It holds nothing.
    }
}
