using StreamReco.Models.Experiments.Numerics;

namespace StreamReco.Models.Experiments.Statistics;

/// <summary>The width of intervals under each way of looking.</summary>
public static class StopBounds
{
    private static readonly double[] _looks = [0.2, 0.4, 0.6, 0.8, 1];

    /// <summary>Standard errors on each side of an estimate now.</summary>
    /// <param name="rule">How the experiment is looked at. Group sequential: five looks at equal distances.</param>
    /// <param name="units">Units of both arms so far.</param>
    /// <param name="planned">Units of both arms at the end.</param>
    /// <param name="alpha">Level of all looks together, two-sided.</param>
    public static double Multiplier(StopRule rule, long units, long planned, double alpha) => rule switch
    {
        StopRule.Anytime => ConfidenceSequence.Multiplier(units, planned, alpha),
        StopRule.GroupSequential => AtLook(units, planned, alpha),
        _ => -Normal.Quantile(alpha / 2),
    };

    /// <summary>The bound of the last look that has been reached; before the first one, and between two, nobody may stop.</summary>
    private static double AtLook(long units, long planned, double alpha)
    {
        var reached = Array.FindLastIndex(_looks, look => units >= look * planned);
        return reached < 0 ? double.PositiveInfinity : GroupSequentialPlan.Bounds(_looks, alpha)[reached];
    }
}
