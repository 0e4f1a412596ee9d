using System.Diagnostics;
using StreamReco.Models.Retrieval;

namespace StreamReco.Benchmarks.Retrieval;

/// <summary>The time of each query on one thread: of several rounds the shortest, so that others' work does not count.</summary>
internal sealed class QueryTimes
{
    private readonly double[] _micros;

    private QueryTimes(double[] micros)
    {
        Array.Sort(micros);
        _micros = micros;
    }

    public double Mean => _micros.Average();

    public static QueryTimes Of(ICandidateSource source, int items, IReadOnlyList<int[]> queries, int rounds)
    {
        var scores = new ScoreTable(items);
        var times = new long[64];
        var best = new double[queries.Count];
        Array.Fill(best, double.MaxValue);
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < queries.Count; i++)
            {
                var rows = queries[i].AsSpan(Math.Max(0, queries[i].Length - times.Length));
                var query = new SessionQuery
                {
                    Rows = rows,
                    TimesMs = times.AsSpan(0, rows.Length),
                    SessionStart = 0,
                    AsOfMs = 0,
                };
                var started = Stopwatch.GetTimestamp();
                source.Score(query, scores);
                best[i] = Math.Min(best[i], Stopwatch.GetElapsedTime(started).TotalMicroseconds);
                scores.Clear();
            }
        }

        return new QueryTimes(best);
    }

    public double Percentile(double share) => _micros[(int)(share * (_micros.Length - 1))];
}
