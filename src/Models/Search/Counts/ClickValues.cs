namespace StreamReco.Models.Search.Counts;

/// <summary>
/// The worth of an item for a query, without the bias of its position:
/// (clicks + k·g) / (Σ propensity of where it was shown + k).
/// </summary>
/// <param name="Propensities">By bucket.</param>
/// <param name="Prior">g, the worth of an item of which nothing is known.</param>
/// <param name="PriorWeight">k, the examinations that the prior counts for.</param>
public sealed record ClickValues(double[] Propensities, double Prior, double PriorWeight)
{
    /// <summary>Clicks on items that were shown at two places before which propensities are assumed, not estimated.</summary>
    private const int EvidenceMin = 500;

    /// <summary>k where nothing else is said: some ten looks outweigh the prior.</summary>
    public const double PriorWeightDefault = 10;

    /// <summary>The values by estimated propensities; the prior is the mean over all items.</summary>
    public static ClickValues Of(IReadOnlyCollection<QueryEntry> queries)
    {
        var propensities = PropensityEstimator.Estimate(queries);
        var (clicks, examined) = (0.0, 0.0);
        foreach (var counts in queries.SelectMany(query => query.Items.Values))
        {
            clicks += counts.Clicks.Sum();
            examined += Examined(counts.Shown, propensities);
        }

        return new ClickValues(propensities, examined > 0 ? clicks / examined : 0, PriorWeightDefault);
    }

    /// <summary>
    /// The values where no item was shown at two places yet: examination falls as rank^-0.8, which is about what shops
    /// measure; the prior is one click in ten looks until there are more.
    /// </summary>
    public static ClickValues Assumed { get; } = new(
        [.. Enumerable.Range(0, PositionBuckets.Count).Select(bucket => Math.Pow(PositionBuckets.MiddleOf(bucket), -0.8))],
        0.1,
        PriorWeightDefault);

    /// <summary>The values of items, whatever their query; the prior is the mean, held back towards one click in ten looks.</summary>
    /// <param name="items">The counts.</param>
    /// <param name="propensities">By bucket; null to estimate them.</param>
    public static ClickValues OfItems(IReadOnlyCollection<ItemCounts> items, double[]? propensities)
    {
        propensities ??= PropensityEstimator.Estimate(items);
        var (clicks, examined) = (Assumed.Prior * PriorWeightDefault, PriorWeightDefault);
        foreach (var counts in items)
        {
            clicks += counts.Clicks.Sum();
            examined += Examined(counts.Shown, propensities);
        }

        return new ClickValues(propensities, clicks / examined, PriorWeightDefault);
    }

    /// <summary>The same by estimated propensities where clicks are evidence enough, else by assumed ones.</summary>
    public static ClickValues OfEvidence(IReadOnlyCollection<ItemCounts> items)
    {
        var moved = items.Where(counts => counts.Shown.Count(shown => shown > 0) > 1).Sum(counts => counts.Clicks.Sum());
        return OfItems(items, moved >= EvidenceMin ? null : Assumed.Propensities);
    }

    /// <summary>The worth of an item.</summary>
    public double Of(ItemCounts counts) =>
        (counts.Clicks.Sum() + (PriorWeight * Prior)) / (Examined(counts.Shown, Propensities) + PriorWeight);

    /// <summary>
    /// The logarithm of the worth by the prior, 0 for an item of which nothing is known. Click chances multiply, so what
    /// else speaks for an item is added to this.
    /// </summary>
    public double LogOf(ItemCounts counts) => Prior > 0 ? Math.Log(Of(counts) / Prior) : 0;

    /// <summary>Times that an item was looked at, by where it was shown.</summary>
    public double ExaminedOf(ItemCounts counts) => Examined(counts.Shown, Propensities);

    private static double Examined(int[] shown, double[] propensities)
    {
        var sum = 0.0;
        for (var bucket = 0; bucket < shown.Length; bucket++)
        {
            sum += shown[bucket] * propensities[bucket];
        }

        return sum;
    }
}
