using StreamReco.Models.Retrieval.Live;
using StreamReco.Models.Retrieval.Tables;

namespace StreamReco.Models.Retrieval.Counts;

/// <summary>
/// The items with the most clicks of late, whatever the session: a click weighs 26 within the last 0.5 % of the sessions
/// fitted on, 6 within 2 %, 1 within 10 %; live sessions push the windows on. Score = weight / weight of the first. For
/// one thread.
/// </summary>
/// <param name="counts">The model's counts.</param>
/// <param name="live">What was clicked since; null for the model alone.</param>
public sealed class TrendingSource(ItemCounts counts, LiveClicks? live = null) : ICandidateSource
{
    private readonly TopList _top = new(counts.TrendOf, counts.Trending, live?.Counts.Trending);

    public string Name => "trending";

    public void Score(in SessionQuery query, ScoreTable scores) => _top.AddTo(scores);

    /// <summary>No click speaks for what trends.</summary>
    public int Explain(in SessionQuery query, int row, Span<int> places) => 0;
}
