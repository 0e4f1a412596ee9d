using StreamReco.Models.Ranking;

namespace StreamReco.Models.Evaluation;

/// <summary>Judges a whole stack by the rank that it gives the right answers; ties count against it.</summary>
public static class StackJudge
{
    /// <summary>The rank of each query's answer, from 1; 0 where it is no candidate.</summary>
    /// <param name="ranker">Scores the candidates.</param>
    /// <param name="open">Makes the worker of a thread.</param>
    /// <param name="queries">The queries.</param>
    /// <param name="parallel">Threads, and the token that stops it.</param>
    /// <param name="progress">Told of the queries done; null for nobody.</param>
    public static int[] Ranks(
        RankerModel ranker,
        Func<StackWorker> open,
        QuerySet queries,
        ParallelOptions parallel,
        Action<int>? progress = null)
    {
        var ranks = new int[queries.Count];
        QueryBlocks.ForEach(
            queries.Count,
            parallel,
            open,
            (worker, _, first, end) => worker.Build(queries, first, end, (query, request) =>
            {
                ranker.Score(request);
                ranks[query] = RankOf(request, queries.TargetOf(query));
            }),
            progress);
        return ranks;
    }

    private static int RankOf(RankRequest request, int target)
    {
        var place = request.Rows.AsSpan(0, request.Count).IndexOf(target);
        if (place < 0)
        {
            return 0;
        }

        var rank = 0;
        foreach (var score in request.Scores.AsSpan(0, request.Count))
        {
            rank += score >= request.Scores[place] ? 1 : 0;
        }

        return rank;
    }
}
