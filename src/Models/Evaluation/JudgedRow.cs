namespace StreamReco.Models.Evaluation;

/// <summary>A row of the evaluation's table: one source, or the whole, or the whole less one source.</summary>
/// <param name="Name">For instance <c>knn</c>, <c>whole</c>, <c>without knn</c>.</param>
/// <param name="Metrics">Metrics by name over all predictions.</param>
/// <param name="Intervals">The headline metrics with their intervals.</param>
public sealed record JudgedRow(
    string Name,
    IReadOnlyDictionary<string, double> Metrics,
    IReadOnlyDictionary<string, Interval> Intervals)
{
    private const int Seed = 1;

    /// <summary>The metrics that get intervals, in the table's order.</summary>
    public static IReadOnlyList<string> Headlines { get; } = ["HR@10", "NDCG@10", "HR@20", "MRR@20"];

    /// <summary>Makes a row of ranks.</summary>
    /// <param name="name">The row's name.</param>
    /// <param name="ranks">The rank of each prediction's target; 0 for a miss.</param>
    /// <param name="sessions">The session of each prediction.</param>
    public static JudgedRow Of(string name, int[] ranks, int[] sessions)
    {
        var metrics = new RankingMetrics();
        foreach (var rank in ranks)
        {
            metrics.AddRank(rank);
        }

        return new JudgedRow(
            name,
            metrics.ByName(),
            Headlines.ToDictionary(
                metric => metric,
                metric => Bootstrap.Of(ranks, sessions, Gain(metric), Seed),
                StringComparer.Ordinal));
    }

    private static Func<int, double> Gain(string metric) => metric switch
    {
        "HR@10" => rank => rank <= 10 ? 1 : 0,
        "NDCG@10" => rank => rank <= 10 ? 1 / Math.Log2(rank + 1) : 0,
        "HR@20" => rank => rank <= 20 ? 1 : 0,
        _ => rank => rank <= 20 ? 1.0 / rank : 0,
    };
}
