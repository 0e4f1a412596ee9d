using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Evaluation;

/// <summary>Judges one source alone by the rank that it gives the right answers; ties count against it.</summary>
public static class SourceJudge
{
    /// <summary>The rank of each query's answer, from 1; 0 where the source does not find it.</summary>
    /// <param name="open">Makes a source for one thread.</param>
    /// <param name="queries">The queries.</param>
    /// <param name="items">N.</param>
    /// <param name="parallel">Threads, and the token that stops it.</param>
    /// <param name="progress">Receives the queries done; null for none.</param>
    public static int[] Ranks(
        Func<ICandidateSource> open,
        QuerySet queries,
        int items,
        ParallelOptions parallel,
        Action<int>? progress = null)
    {
        var ranks = new int[queries.Count];
        QueryBlocks.ForEach(
            queries.Count,
            parallel,
            () => (Source: open(), Table: new ScoreTable(items)),
            (worker, _, first, end) =>
            {
                for (var query = first; query < end; query++)
                {
                    ranks[query] = RankOf(worker.Source, queries, query, worker.Table);
                }
            },
            progress);
        return ranks;
    }

    private static int RankOf(ICandidateSource source, QuerySet queries, int query, ScoreTable table)
    {
        var target = queries.TargetOf(query);
        source.Score(queries[query], table);
        var rank = 0;
        if (target >= 0 && table[target] > 0 && queries.IsCandidate(query, target))
        {
            var score = table[target];
            foreach (var row in table.Touched)
            {
                var counts = table[row] >= score && queries.IsCandidate(query, row);
                rank += counts ? 1 : 0;
            }
        }

        table.Clear();
        return rank;
    }
}
