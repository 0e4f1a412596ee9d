namespace StreamReco.Models.Experiments.Numerics;

/// <summary>The standard normal distribution.</summary>
public static class Normal
{
    private static readonly double[] _tailTop =
        [-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783];

    private static readonly double[] _tailBottom =
        [7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996, 3.754408661907416, 1];

    private static readonly double[] _middleTop =
        [-3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02, 1.383577518672690e+02, -3.066479806614716e+01, 2.506628277459239];

    private static readonly double[] _middleBottom =
        [-5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02, 6.680131188771972e+01, -1.328068155288572e+01, 1];

    /// <summary>The density at x.</summary>
    public static double Density(double x) => Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI);

    /// <summary>The share below x.</summary>
    public static double Below(double x) => x < 0 ? Above(-x) : 1 - Above(x);

    /// <summary>The share above x, exact far out too.</summary>
    public static double Above(double x) => x < 0 ? 1 - Above(-x) : 0.5 * Gamma.Upper(0.5, 0.5 * x * x);

    /// <summary>The value that a share p lies below (Acklam's rational approximation with one step of Halley).</summary>
    /// <param name="p">Above 0 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">p is not.</exception>
    public static double Quantile(double p)
    {
        if (!(p > 0 && p < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(p), p, "A share is above 0 and below 1.");
        }

        const double Tail = 0.02425;
        var x = p < Tail ? FromTail(p) : p > 1 - Tail ? -FromTail(1 - p) : FromMiddle(p - 0.5);
        var error = x < 0 ? Above(-x) - p : 1 - p - Above(x);
        var step = error * Math.Sqrt(2 * Math.PI) * Math.Exp(0.5 * x * x);
        return x - (step / (1 + (0.5 * x * step)));
    }

    private static double FromTail(double p)
    {
        var q = Math.Sqrt(-2 * Math.Log(p));
        return Polynomial(_tailTop, q) / Polynomial(_tailBottom, q);
    }

    private static double FromMiddle(double q) => q * Polynomial(_middleTop, q * q) / Polynomial(_middleBottom, q * q);

    /// <summary>By Horner's rule, the highest power first.</summary>
    private static double Polynomial(double[] coefficients, double x)
    {
        var value = 0.0;
        foreach (var coefficient in coefficients)
        {
            value = (value * x) + coefficient;
        }

        return value;
    }
}
