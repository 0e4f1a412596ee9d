using StreamReco.Models.Ranking;

namespace StreamReco.Models.Evaluation;

/// <summary>Judges a whole stack by the rank that it gives the right answers; ties count against it.</summary>
public static class TwoStageJudge
{
    /// <summary>The rank of each query's answer, from 1; 0 where it is no candidate.</summary>
    /// <param name="open">Makes what answers on a thread.</param>
    /// <param name="queries">The queries.</param>
    /// <param name="parallel">Threads, and the token that stops it.</param>
    /// <param name="progress">Receives the queries done; null for none.</param>
    /// <param name="figures">Takes in the first items of every answer; null for none.</param>
    public static int[] Ranks(
        Func<GraphAnswers> open,
        QuerySet queries,
        ParallelOptions parallel,
        Action<int>? progress = null,
        ListFigures? figures = null)
    {
        var ranks = new int[queries.Count];
        QueryBlocks.ForEach(
            queries.Count,
            parallel,
            open,
            (answers, _, first, end) => answers.Answer(queries, first, end, (query, request) =>
            {
                ranks[query] = RankOf(request, queries, query);
                if (figures is not null && !queries[query].Rows.IsEmpty)
                {
                    Show(request, figures);
                }
            }),
            progress);
        return ranks;
    }

    private static void Show(RankRequest request, ListFigures figures)
    {
        Span<int> places = stackalloc int[request.Count];
        RankOrder.Write(request, places);
        var rows = new int[Math.Min(places.Length, RankingMetrics.CutoffMax)];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = request.Rows[places[i]];
        }

        lock (figures)
        {
            figures.Add(rows);
        }
    }

    /// <summary>The rank of a query's answer among scored rows; 0 where it is none of them, or no candidate.</summary>
    internal static int RankOf(ReadOnlySpan<int> rows, ReadOnlySpan<float> scores, QuerySet queries, int query)
    {
        var target = queries.TargetOf(query);
        var place = rows.IndexOf(target);
        if (place < 0 || !queries.IsCandidate(query, target))
        {
            return 0;
        }

        var rank = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            rank += scores[i] >= scores[place] && queries.IsCandidate(query, rows[i]) ? 1 : 0;
        }

        return rank;
    }

    /// <summary>As serving answers: without a history that the model knows by popularity, which is the order of the rows.</summary>
    private static int RankOf(RankRequest request, QuerySet queries, int query) => queries[query].Rows.IsEmpty
        ? queries.TargetOf(query) + 1
        : RankOf(request.Rows.AsSpan(0, request.Count), request.Scores, queries, query);
}
