using StreamReco.Models.Experiments.Numerics;

namespace StreamReco.Models.Experiments.Statistics;

/// <summary>How an experiment is looked at.</summary>
public enum StopRule
{
    /// <summary>Once, at the planned number of units.</summary>
    Fixed,

    /// <summary>A few times, at planned shares of the planned units.</summary>
    GroupSequential,

    /// <summary>At any time.</summary>
    Anytime,
}

/// <summary>How many units an experiment needs.</summary>
public static class SamplePlan
{
    private const long UnitsMax = 1L << 50;

    /// <summary>Units of each of two equal arms so that a lift is found with the wanted power.</summary>
    /// <param name="mean">The metric today, above 0.</param>
    /// <param name="variance">Of the metric over units (of k, or of the linearized ratio).</param>
    /// <param name="lift">The smallest lift that matters, e.g. 0.03; not 0.</param>
    /// <param name="rule">How it is looked at; group sequential needs about 3 % more than fixed.</param>
    /// <param name="alpha">Level, two-sided.</param>
    /// <param name="power">How likely the lift is to be found.</param>
    /// <param name="varianceLeft">The variance that the covariate leaves, as a share.</param>
    /// <exception cref="ArgumentOutOfRangeException">A figure is out of its range.</exception>
    public static long UnitsPerArm(
        double mean, double variance, double lift, StopRule rule = StopRule.Fixed, double alpha = 0.05, double power = 0.8,
        double varianceLeft = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mean);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(variance);
        ArgumentOutOfRangeException.ThrowIfZero(lift);
        var effect = Math.Abs(mean * lift) / Math.Sqrt(2 * variance * varianceLeft);
        var multiplier = Multiplier(rule, alpha);
        var (low, high) = (1L, UnitsMax);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = PowerOf(effect * Math.Sqrt(middle), multiplier(middle)) >= power ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    /// <summary>The smallest lift that a number of units finds with a power.</summary>
    /// <inheritdoc cref="UnitsPerArm"/>
    public static double DetectableLift(
        double mean, double variance, long unitsPerArm, StopRule rule = StopRule.Fixed, double alpha = 0.05, double power = 0.8,
        double varianceLeft = 1) =>
        (Multiplier(rule, alpha)(unitsPerArm) + Normal.Quantile(power)) * Math.Sqrt(2 * variance * varianceLeft / unitsPerArm) / mean;

    private static double PowerOf(double effect, double multiplier) => Normal.Below(effect - multiplier);

    /// <summary>Standard errors on each side at the end, by the units of an arm.</summary>
    private static Func<long, double> Multiplier(StopRule rule, double alpha)
    {
        var last = rule == StopRule.Anytime ? 0 : StopBounds.Multiplier(rule, 1, 1, alpha);
        return unitsPerArm => rule == StopRule.Anytime
            ? StopBounds.Multiplier(rule, 2 * unitsPerArm, 2 * unitsPerArm, alpha) : last;
    }
}
