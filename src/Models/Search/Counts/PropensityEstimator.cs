namespace StreamReco.Models.Search.Counts;

/// <summary>
/// How likely an item at a position is looked at, relative to the first. Estimated from the same item of a query at
/// different positions (Aslanyan and Porwal 2018): clicks = examination × attraction, the maximum of the Poisson
/// likelihood. The click rate by position would mix examination with how good the ranker is.
/// </summary>
public static class PropensityEstimator
{
    private const int Rounds = 2_000;
    private const double Settled = 1e-7;

    /// <summary>The propensities by bucket; the first is 1. A bucket without evidence has the value of the one before.</summary>
    /// <param name="queries">The counts.</param>
    public static double[] Estimate(IEnumerable<QueryEntry> queries) => Estimate(queries.SelectMany(query => query.Items.Values));

    /// <inheritdoc cref="Estimate(IEnumerable{QueryEntry})"/>
    /// <param name="items">The counts, an entry for each query and item.</param>
    public static double[] Estimate(IEnumerable<ItemCounts> items)
    {
        var pairs = items.Where(IsMoved).ToArray();
        var (clicks, propensities) = (new double[PositionBuckets.Count], new double[PositionBuckets.Count]);
        Array.Fill(propensities, 1);
        foreach (var pair in pairs)
        {
            for (var bucket = 0; bucket < clicks.Length; bucket++)
            {
                clicks[bucket] += pair.Clicks[bucket];
            }
        }

        for (var round = 0; round < Rounds; round++)
        {
            var change = Improve(pairs, clicks, propensities);
            if (change < Settled)
            {
                break;
            }
        }

        return propensities;
    }

    /// <summary>Only an item that was shown at two positions says how they differ.</summary>
    private static bool IsMoved(ItemCounts counts) => counts.Shown.Count(shown => shown > 0) > 1;

    /// <summary>One round: attractions by the propensities, then propensities by the attractions.</summary>
    private static double Improve(ItemCounts[] pairs, double[] clicks, double[] propensities)
    {
        var expected = new double[propensities.Length];
        foreach (var pair in pairs)
        {
            var (clicked, examined) = ((double)pair.Clicks.Sum(), 0.0);
            for (var bucket = 0; bucket < propensities.Length; bucket++)
            {
                examined += pair.Shown[bucket] * propensities[bucket];
            }

            var attraction = clicked / (examined);
            for (var bucket = 0; bucket < propensities.Length; bucket++)
            {
                expected[bucket] += pair.Shown[bucket] * attraction;
            }
        }

        var (change, scale) = (0.0, expected[0] > 0 && clicks[0] > 0 ? clicks[0] / expected[0] : 1);
        for (var bucket = 0; bucket < propensities.Length; bucket++)
        {
            var next = expected[bucket] > 0 && clicks[bucket] > 0
                ? clicks[bucket] / expected[bucket] / scale : bucket == 0 ? 1 : propensities[bucket - 1];
            change = Math.Max(change, Math.Abs(next - propensities[bucket]));
            propensities[bucket] = next;
        }

        return change;
    }
}
