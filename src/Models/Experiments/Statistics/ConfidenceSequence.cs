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

    /// <summary>The mixture's scale that is best at a number of units (the same paper, appendix B.2).</summary>
    private static double Rho(long planned, double alpha)
    {
        var twice = -2 * Math.Log(alpha);
        return Math.Sqrt((twice + Math.Log(twice + 1)) / Math.Max(planned, 1));
    }
}
