namespace StreamReco.Models.Search.Evaluation;

/// <summary>What the list for one judged query came to.</summary>
/// <param name="IsJudged">Whether some item has a rating above 0; the other figures count only then.</param>
/// <param name="Ndcg">nDCG@10, gain 2^rating - 1, the ideal over the judged items; an unjudged item has the rating 0.</param>
/// <param name="ReciprocalRank">One by the rank of the first item rated 2 or more among ten; 0 without one.</param>
/// <param name="Recall">Share of the items rated 2 or more among the first 100; NaN where there are none.</param>
/// <param name="Unjudged">Share of the first ten without a rating.</param>
/// <param name="Condensed">nDCG@10 of the list without the items that nobody rated.</param>
/// <param name="IsEmpty">Whether nothing was found.</param>
public readonly record struct QueryFigures(
    bool IsJudged, double Ndcg, double ReciprocalRank, double Recall, double Unjudged, double Condensed, bool IsEmpty)
{
    /// <summary>Items of a list that are needed.</summary>
    public const int Depth = 100;

    private const int Cut = 10;
    private const int RelevantFrom = 2;

    /// <summary>Judges a list, the best first, each item once.</summary>
    public static QueryFigures Of(IReadOnlyList<string> list, IReadOnlyDictionary<string, int> ratings)
    {
        var ideal = Gain(ratings.Values.OrderDescending());
        var relevant = ratings.Count(rating => rating.Value >= RelevantFrom);
        if (ideal == 0)
        {
            return new QueryFigures(false, 0, 0, double.NaN, 0, 0, list.Count == 0);
        }

        var top = list.Take(Cut).ToArray();
        var first = Array.FindIndex(top, id => ratings.GetValueOrDefault(id) >= RelevantFrom);
        return new QueryFigures(
            IsJudged: true,
            Gain(top.Select(id => ratings.GetValueOrDefault(id))) / ideal,
            first < 0 ? 0 : 1.0 / (first + 1),
            relevant == 0 ? double.NaN
                : (double)list.Take(Depth).Count(id => ratings.GetValueOrDefault(id) >= RelevantFrom) / relevant,
            (double)top.Count(id => !ratings.ContainsKey(id)) / Math.Max(1, top.Length),
            Gain(list.Where(ratings.ContainsKey).Select(id => ratings[id])) / ideal,
            list.Count == 0);
    }

    private static double Gain(IEnumerable<int> ratings) =>
        ratings.Take(Cut).Select((rating, place) => (Math.Pow(2, rating) - 1) / Math.Log2(place + 2)).Sum();
}

/// <summary>The mean figures of a run over judged queries.</summary>
/// <param name="Queries">The figures by query, in the order of the judgments.</param>
public sealed record SearchFigures(IReadOnlyList<QueryFigures> Queries)
{
    /// <summary>nDCG@10 by query; NaN where no item is relevant.</summary>
    public double[] NdcgByQuery { get; } = [.. Queries.Select(query => query.IsJudged ? query.Ndcg : double.NaN)];

    /// <summary>The figures by their names in the report.</summary>
    public IReadOnlyDictionary<string, double> ByName()
    {
        QueryFigures[] judged = [.. Queries.Where(query => query.IsJudged)];
        double Mean(Func<QueryFigures, double> figure) =>
            judged.Select(figure).Where(value => !double.IsNaN(value)).DefaultIfEmpty(0).Average();
        return new Dictionary<string, double>
        {
            ["nDCG@10"] = Mean(query => query.Ndcg),
            ["MRR@10"] = Mean(query => query.ReciprocalRank),
            ["R@100"] = Mean(query => query.Recall),
            ["unjudged@10"] = Mean(query => query.Unjudged),
            ["condensed"] = Mean(query => query.Condensed),
            ["zero"] = Queries.Count(query => query.IsEmpty),
        };
    }
}
