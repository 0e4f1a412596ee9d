using StreamReco.Models.Experiments.Numerics;

namespace StreamReco.Models.Experiments.Statistics;

/// <summary>
/// Intervals that hold at every look together (asymptotic confidence sequence with a normal mixture: Waudby-Smith, Arbour,
/// Sinha, Kennedy and Ramdas, Annals of Statistics 2024). Looking as often as one likes keeps the level; the price is an
/// interval about half as wide again.
/// </summary>
public static class ConfidenceSequence
{
    /// <summary>Standard errors on each side of an estimate.</summary>
    /// <param name="units">Units so far, both arms together; 0 gives infinity.</param>
    /// <param name="planned">Units at which the interval should be narrowest: those of the plan.</param>
    /// <param name="alpha">How often any of the intervals may miss, two-sided; for a one-sided bound give twice its level.</param>
    public static double Multiplier(long units, long planned, double alpha)
    {
        var rho = Rho(planned, alpha);
        var scaled = (units * rho * rho) + 1;
        return units <= 0 ? double.PositiveInfinity
            : Math.Sqrt(2 * scaled / (scaled - 1) * Math.Log(Math.Sqrt(scaled) / alpha));
    }

    /// <summary>
    /// How likely an estimate so far above its bound is at any time so far, where the truth is at the bound or below: the inverse of
    /// the evidence of a mixture over the positive half of a normal (the same paper, one-sided). Below a level once in so many
    /// experiments, however often one looks.
    /// </summary>
    /// <param name="z">Standard errors of the estimate above the bound.</param>
    /// <param name="units">Units so far, both arms together.</param>
    /// <param name="planned">Units at which the evidence should be strongest; fixed before the first look.</param>
    /// <param name="alpha">The level that it is to be held against, one-sided; fixed before the first look.</param>
    /// <returns>0 to 1.</returns>
    public static double PValueAbove(double z, long units, long planned, double alpha)
    {
        var rho = Rho(planned, 2 * alpha);
        var scaled = (units * rho * rho) + 1;
        var shrunk = z * Math.Sqrt((scaled - 1) / scaled);
        var logEvidence = Math.Log(2 * Normal.Below(shrunk)) + (shrunk * shrunk / 2) - (Math.Log(scaled) / 2);
        return Math.Min(1, Math.Exp(-logEvidence));
    }

    /// <summary>The mixture's scale that is best at a number of units (the same paper, appendix B.2).</summary>
    private static double Rho(long planned, double alpha)
    {
        var twice = -2 * Math.Log(alpha);
        return Math.Sqrt((twice + Math.Log(twice + 1)) / Math.Max(planned, 1));
    }
}
