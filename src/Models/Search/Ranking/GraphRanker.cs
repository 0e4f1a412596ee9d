using StreamReco.Models.Ranking;

namespace StreamReco.Models.Search.Ranking;

/// <summary>A learned ranker whose scores are worked out elsewhere, by a graph that scores the requests of many in one call.</summary>
/// <param name="name">Names it in answers.</param>
/// <param name="model">Its weights: reasons come from them.</param>
/// <param name="score">Fills the scores of a request.</param>
public sealed class GraphRanker(string name, RankerModel model, Func<RankRequest, CancellationToken, Task> score)
{
    /// <summary>Names it in answers.</summary>
    public string Name { get; } = name;

    /// <summary>What its scores are made of.</summary>
    public SearchReasons Reasons { get; } = new(model);

    /// <summary>Fills the scores of a request.</summary>
    public Task ScoreAsync(RankRequest request, CancellationToken cancel) => score(request, cancel);
}
