namespace StreamReco.Models.Experiments.Statistics;

/// <summary>A metric of an arm.</summary>
/// <param name="Value">K / N over all units of the arm.</param>
/// <param name="Variance">Of the value, by the delta method over units; NaN below two units.</param>
public readonly record struct ArmEstimate(double Value, double Variance)
{
    /// <summary>Its standard error.</summary>
    public double Error => Math.Sqrt(Variance);
}

/// <summary>
/// The metric of a unit as one number: y = (k - R n) / mean(n) + R, whose mean is the ratio R and whose variance over units is
/// that of the ratio (delta method: Deng, Knoblich and Lu, KDD 2018). Sums of views would count a busy user as many users.
/// </summary>
internal readonly struct LinearizedArm
{
    public LinearizedArm(in UnitSums sums)
    {
        Units = sums.Units;
        double n = Units;
        var (k, d, x) = ((double)sums.K, (double)sums.N, (double)sums.X);
        Ratio = d == 0 ? double.NaN : k / d;
        MeanBefore = x / n;
        var mean = d / n;
        Variance = Centred(
            (double)sums.KK - (2 * Ratio * (double)sums.KN) + (Ratio * Ratio * (double)sums.NN), k - (Ratio * d), k - (Ratio * d), n) / (mean * mean);
        VarianceBefore = Centred((double)sums.XX, x, x, n);
        Covariance = Centred((double)sums.KX - (Ratio * (double)sums.NX), k - (Ratio * d), x, n) / mean;
    }

    public long Units { get; }

    public double Ratio { get; }

    /// <summary>Mean of X.</summary>
    public double MeanBefore { get; }

    /// <summary>Of y over units.</summary>
    public double Variance { get; private init; }

    /// <summary>Of X over units.</summary>
    public double VarianceBefore { get; }

    /// <summary>Of y and X over units.</summary>
    public double Covariance { get; }

    /// <summary>
    /// The arm, with the variance of another one where its own units all did the same: no event in some hundred units does not mean that
    /// there will be none. While the arms are alike that is the variance to expect, and an arm in which less happens varies less.
    /// </summary>
    public LinearizedArm OrVarianceOf(in LinearizedArm other) =>
        Variance <= 0 && other.Variance > 0 ? this with { Variance = other.Variance } : this;

    private static double Centred(double product, double a, double b, double n) => (product - (a * b / n)) / (n - 1);
}
