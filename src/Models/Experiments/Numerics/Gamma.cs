namespace StreamReco.Models.Experiments.Numerics;

/// <summary>The gamma function's logarithm and the regularized incomplete gamma function, to about 1e-13.</summary>
public static class Gamma
{
    private const int TermsMax = 10_000;
    private const double Precision = 1e-16;
    private const double Tiny = 1e-300;

    private static readonly double[] _lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
        12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    /// <summary>ln Γ(x), x above 0 (Lanczos 1964, g = 7, nine terms).</summary>
    public static double Log(double x)
    {
        if (x < 0.5)
        {
            return Math.Log(Math.PI / Math.Sin(Math.PI * x)) - Log(1 - x);
        }

        var at = x - 1;
        var sum = _lanczos[0];
        for (var i = 1; i < _lanczos.Length; i++)
        {
            sum += _lanczos[i] / (at + i);
        }

        var t = at + _lanczos.Length - 1.5;
        return (0.5 * Math.Log(2 * Math.PI)) + ((at + 0.5) * Math.Log(t)) - t + Math.Log(sum);
    }

    /// <summary>Q(a, x) = Γ(a, x) / Γ(a): the share above x of a gamma distribution of shape a and scale 1.</summary>
    /// <param name="a">Above 0.</param>
    /// <param name="x">At least 0.</param>
    public static double Upper(double a, double x) =>
        x <= 0 ? 1 : x < a + 1 ? 1 - Series(a, x) : Fraction(a, x);

    /// <summary>P(a, x) by its series; converges fast below a + 1.</summary>
    private static double Series(double a, double x)
    {
        var term = 1 / a;
        var sum = term;
        for (var n = 1; n < TermsMax && Math.Abs(term) > Math.Abs(sum) * Precision; n++)
        {
            term *= x / (a + n);
            sum += term;
        }

        return sum * Math.Exp((a * Math.Log(x)) - x - Log(a));
    }

    /// <summary>Q(a, x) by its continued fraction (Lentz 1976); converges fast above a + 1.</summary>
    private static double Fraction(double a, double x)
    {
        var b = x + 1 - a;
        var c = 1 / Tiny;
        var d = 1 / b;
        var value = d;
        var change = 0.0;
        for (var n = 1; n < TermsMax && Math.Abs(change - 1) > Precision; n++)
        {
            var step = -n * (n - a);
            b += 2;
            d = NotZero((step * d) + b);
            c = NotZero(b + (step / c));
            d = 1 / d;
            change = d * c;
            value *= change;
        }

        return value * Math.Exp((a * Math.Log(x)) - x - Log(a));
    }

    private static double NotZero(double x) => Math.Abs(x) < Tiny ? Tiny : x;
}
