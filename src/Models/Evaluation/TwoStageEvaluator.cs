using StreamReco.Models.Ranking;
using StreamReco.Models.Scoring;

namespace StreamReco.Models.Evaluation;

/// <summary>Judges a stack: each source alone, the whole, what the lists look like and what an answer costs.</summary>
/// <param name="stack">The stack.</param>
/// <param name="graphs">Its graphs.</param>
/// <param name="queries">The predictions to make.</param>
/// <param name="sessions">The session of each prediction, for the intervals.</param>
/// <param name="parallel">Threads, and the token that stops it.</param>
/// <param name="time">Times answers.</param>
public sealed class TwoStageEvaluator(
    TwoStageModel stack, TwoStageGraphs graphs, QuerySet queries, int[] sessions, ParallelOptions parallel, TimeProvider time)
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
    /// <param name="figures">Takes in every list; null for none.</param>
    /// <param name="progress">Receives the queries done; null for none.</param>
    public JudgedRow Whole(string name, ListFigures? figures, Action<int>? progress) => JudgedRow.Of(
        name, TwoStageJudge.Ranks(() => new GraphAnswers(stack, graphs), queries, parallel, progress, figures), sessions);

    /// <summary>An empty collector of what lists look like.</summary>
    public ListFigures OpenFigures()
    {
        var statistics = stack.Parts.OpenStatistics();
        return new ListFigures([.. Enumerable.Range(0, statistics.Items).Select(statistics.Clicks)], stack.Vectors);
    }

    /// <summary>Answers queries on this thread, so many in a call, and times each call.</summary>
    /// <param name="batch">Queries of a call, at most <see cref="QueryBlocks.Size"/>.</param>
    public RecommendationCost Cost(int batch)
    {
        var sample = queries.Spread(TimedAnswers + WarmUpAnswers);
        var warmUp = Math.Min(WarmUpAnswers, sample.Count / 2);
        using var answers = new GraphAnswers(stack, graphs);
        Answer(answers, sample, 0, warmUp, batch, null);
        var times = new List<double>(sample.Count);
        var (allocated, cpu) = (GC.GetAllocatedBytesForCurrentThread(), Environment.CpuUsage.TotalTime);
        Answer(answers, sample, warmUp, sample.Count, batch, times);
        cpu = Environment.CpuUsage.TotalTime - cpu;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        times.Sort();
        var timed = sample.Count - warmUp;
        return times.Count == 0 ? default : new RecommendationCost(
            batch,
            times[times.Count / 2],
            times[(int)(times.Count * 0.99)],
            cpu.TotalMicroseconds / timed,
            (double)allocated / timed,
            timed);
    }

    private void Answer(GraphAnswers answers, QuerySet sample, int from, int until, int batch, List<double>? times)
    {
        for (; from < until; from += batch)
        {
            parallel.CancellationToken.ThrowIfCancellationRequested();
            var (end, started) = (Math.Min(until, from + batch), time.GetTimestamp());
            answers.Answer(sample, from, end, static (_, _) => { });
            times?.Add(time.GetElapsedTime(started).TotalMicroseconds / (end - from));
        }
    }

    private int[] EncoderRanks()
    {
        var ranks = new int[queries.Count];
        QueryBlocks.ForEach(
            queries.Count,
            parallel,
            () => new GraphAnswers(stack, graphs),
            (answers, _, first, end) =>
            {
                answers.Encode(queries, first, end);
                for (var query = first; query < end; query++)
                {
                    var encoded = answers.EncodedOf(query);
                    ranks[query] = TwoStageJudge.RankOf(encoded.Rows, encoded.Scores, queries, query);
                }
            });
        return ranks;
    }
}
