using StreamReco.Models.Search.Counts;

namespace StreamReco.Models.Search.Training;

/// <summary>
/// What a click counts: one by the chance that its position was looked at, so that an item low in the list is not worth less for
/// standing there; at most so much, so that a single click far down decides nothing.
/// </summary>
/// <param name="values">Has the propensities.</param>
/// <param name="propensityMin">A lower propensity counts as this one.</param>
public sealed class ClickWeights(ClickValues values, double propensityMin = ClickWeights.PropensityMin)
{
    /// <summary>What bounds a weight at 10.</summary>
    public const double PropensityMin = 0.1;

    /// <summary>Every click alike, wherever it was.</summary>
    public static ClickWeights Alike { get; } = new(ClickValues.Assumed, 1);

    /// <summary>The weight of a click.</summary>
    /// <param name="position">From 1.</param>
    public float Of(int position) => (float)(1 / Math.Max(propensityMin, values.Propensities[PositionBuckets.Of(position)]));
}
