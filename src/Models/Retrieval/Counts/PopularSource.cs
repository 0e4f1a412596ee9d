using StreamReco.Models.Retrieval.Live;
using StreamReco.Models.Retrieval.Tables;

namespace StreamReco.Models.Retrieval.Counts;

/// <summary>
/// The items with the most clicks, whatever the session: score = clicks / clicks of the first. For one thread.
/// </summary>
/// <param name="counts">The model's counts.</param>
/// <param name="live">What was clicked since; null for the model alone.</param>
public sealed class PopularSource(ItemCounts counts, LiveClicks? live = null) : ICandidateSource
{
    private readonly TopList _top = new(row => counts.Clicks[row], counts.Popular, live?.Counts.Clicks);

    public string Name => "popular";

    public void Score(in SessionQuery query, ScoreTable scores) => _top.AddTo(scores);

    /// <summary>No click speaks for what is popular.</summary>
    public int Explain(in SessionQuery query, int row, Span<int> places) => 0;
}
