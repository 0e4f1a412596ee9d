using System.Collections.Concurrent;
using StreamReco.Models.Ranking;

namespace StreamReco.Models.Search.Ranking;

/// <summary>A learned ranker whose scores are worked out elsewhere, by a graph that scores the requests of many in one call.</summary>
public sealed class GraphRanker
{
    private readonly RankLayout _layout;
    private readonly RankColumns _columns;
    private readonly Func<RankRequest, CancellationToken, Task> _score;
    private readonly ConcurrentBag<RankRequest> _idle = [];

    private GraphRanker(
        string name, TrainedRanker ranker, RankColumns columns, Func<RankRequest, CancellationToken, Task> score)
    {
        (Name, _layout, _columns, _score) = (name, ranker.Layout, columns, score);
        Reasons = new SearchReasons(ranker.Model, columns);
    }

    /// <summary>Names it in answers.</summary>
    public string Name { get; }

    /// <summary>What its scores are made of.</summary>
    public SearchReasons Reasons { get; }

    /// <summary>A ranker that is given what it was trained on; null where the program does not compute all of it.</summary>
    /// <param name="name">Names it in answers.</param>
    /// <param name="ranker">Its layout and weights: reasons come from them.</param>
    /// <param name="score">Fills the scores of a request of that layout.</param>
    public static GraphRanker? Of(string name, TrainedRanker ranker, Func<RankRequest, CancellationToken, Task> score) =>
        RankColumns.Of(ranker.Layout) is { } columns ? new GraphRanker(name, ranker, columns, score) : null;

    /// <summary>Fills the scores of a request.</summary>
    public Task ScoreAsync(RankRequest request, CancellationToken cancel) =>
        _columns.IsOwn ? _score(request, cancel) : ScoreGivenAsync(request, cancel);

    private async Task ScoreGivenAsync(RankRequest request, CancellationToken cancel)
    {
        var given = _idle.TryTake(out var idle) ? idle : new RankRequest(_layout);
        _columns.Fill(request, given);
        await _score(given, cancel).ConfigureAwait(false);
        given.Scores.AsSpan(0, given.Count).CopyTo(request.Scores);
        _idle.Add(given);
    }
}
