namespace StreamReco.Models.Retrieval.Counts;

/// <summary>
/// The items with the most clicks, whatever the session: score = clicks / clicks of the first. For one thread.
/// </summary>
/// <param name="counts">The counts, which may be shared.</param>
/// <param name="itemsMax">Items that get a score.</param>
public sealed class PopularSource(ItemCounts counts, int itemsMax = PopularSource.ItemsMaxDefault) : ICandidateSource
{
    /// <summary>More than any answer needs, few enough to add in a microsecond.</summary>
    public const int ItemsMaxDefault = 200;

    public string Name => "popular";

    public void Score(in SessionQuery query, ScoreTable scores)
    {
        var rows = counts.Popular.AsSpan(0, Math.Min(itemsMax, counts.Popular.Length));
        foreach (var row in rows)
        {
            scores.Add(row, counts.Clicks[row] / (float)counts.Clicks[rows[0]]);
        }
    }

    /// <summary>No click speaks for what is popular.</summary>
    public int Explain(in SessionQuery query, int row, Span<int> places) => 0;
}
