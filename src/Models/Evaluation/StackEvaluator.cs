using StreamReco.Models.Ranking;

namespace StreamReco.Models.Evaluation;

/// <summary>Judges a stack: each source alone, the whole, what the lists look like and what an answer costs.</summary>
/// <param name="stack">The stack.</param>
/// <param name="queries">The predictions to make.</param>
/// <param name="sessions">The session of each prediction, for the intervals.</param>
/// <param name="parallel">Threads, and the token that stops it.</param>
/// <param name="time">Times answers.</param>
public sealed class StackEvaluator(
    RankStack stack, QuerySet queries, int[] sessions, ParallelOptions parallel, TimeProvider time)
{
    private const int TimedAnswers = 2000;
    private const int WarmUpAnswers = 200;

    /// <summary>One source alone.</summary>
    public JudgedRow Source(string name)
    {
        var ranks = name == RankPlan.Encoder
            ? EncoderRanks()
            : SourceJudge.Ranks(
                () => stack.Parts.Open().First(source => source.Name == name), queries, stack.ItemIds.Count, parallel);
        return JudgedRow.Of(name, ranks, sessions);
    }

    /// <summary>The whole stack.</summary>
    /// <param name="name">The row's name.</param>
    /// <param name="figures">Takes in every list; null for nobody.</param>
    /// <param name="progress">Told of the queries done; null for nobody.</param>
    public JudgedRow Whole(string name, ListFigures? figures, Action<int>? progress) => JudgedRow.Of(
        name, StackJudge.Ranks(stack.Ranker, stack.Workers(), queries, parallel, progress, figures), sessions);

    /// <summary>An empty collector of what lists look like.</summary>
    public ListFigures OpenFigures()
    {
        var statistics = stack.Parts.OpenStatistics();
        return new ListFigures([.. Enumerable.Range(0, statistics.Items).Select(statistics.Clicks)], stack.Vectors);
    }

    /// <summary>Answers one query at a time on this thread and times each.</summary>
    public AnswerCost Cost()
    {
        var sample = queries.Spread(TimedAnswers + WarmUpAnswers);
        var worker = stack.Workers()();
        var times = new List<double>(sample.Count);
        var allocated = 0L;
        for (var query = 0; query < sample.Count; query++)
        {
            parallel.CancellationToken.ThrowIfCancellationRequested();
            var bytes = GC.GetAllocatedBytesForCurrentThread();
            var started = time.GetTimestamp();
            worker.Build(sample, query, query + 1, (_, request) => stack.Ranker.Score(request));
            if (query >= Math.Min(WarmUpAnswers, sample.Count / 2))
            {
                times.Add(time.GetElapsedTime(started).TotalMicroseconds);
                allocated += GC.GetAllocatedBytesForCurrentThread() - bytes;
            }
        }

        times.Sort();
        return times.Count == 0
            ? default
            : new AnswerCost(
                times[times.Count / 2],
                times[(int)(times.Count * 0.99)],
                times.Average(),
                (double)allocated / times.Count,
                times.Count);
    }

    private int[] EncoderRanks()
    {
        var ranks = new int[queries.Count];
        var scorer = stack.Encoder!.CreateScorer();
        QueryBlocks.ForEach(
            queries.Count,
            parallel,
            () => new BlockEncoder(stack.Encoder, scorer),
            (encoder, _, first, end) =>
            {
                encoder.Encode(queries, first, end);
                for (var query = first; query < end; query++)
                {
                    ranks[query] = RankOf(encoder[query], query);
                }
            });
        return ranks;
    }

    private int RankOf(EncodedQuery encoded, int query)
    {
        var place = encoded.Rows.IndexOf(queries.TargetOf(query));
        if (place < 0)
        {
            return 0;
        }

        var rank = 0;
        for (var i = 0; i < encoded.Rows.Length; i++)
        {
            var counts = encoded.Scores[i] >= encoded.Scores[place]
                && !(queries.ExcludesHistory && queries[query].Rows.Contains(encoded.Rows[i]));
            rank += counts ? 1 : 0;
        }

        return rank;
    }
}
