namespace StreamReco.Models.Experiments.Numerics;

/// <summary>
/// Exponential and logarithm whose bits are the same on each machine: made of additions, multiplications and divisions, which IEEE 754
/// rounds in one way only, in a fixed order and without fused steps. <see cref="Math"/> calls the C library of the platform, and
/// vectors of <c>TensorPrimitives</c> are as wide as the CPU has them. Off by at most four units in the last place.
/// </summary>
public static class PortableMath
{
    /// <summary>ln 2 in two parts: the first has 21 zeros at its end, so that its product with an exponent is exact.</summary>
    private const double Ln2High = 0.693147180369123816490;
    private const double Ln2Low = 1.90821492927058770002e-10;

    private const double Log2OfE = 1.44269504088896340736;
    private const double SquareRootOf2 = 1.41421356237309504880;
    private const double SmallestExponent = -708; // below it the result has fewer bits than a normal number
    private const double LargestExponent = 709;
    private const int MantissaBits = 52;
    private const long Bias = 1023;
    private const long MantissaMask = (1L << MantissaBits) - 1;
    private const int Terms = 14;

    /// <summary>1/n!, the factors of the exponential's series.</summary>
    private static readonly double[] _ofExponential = new double[Terms];

    /// <summary>1/(2n+1), the factors of the series of the inverse hyperbolic tangent.</summary>
    private static readonly double[] _ofLogarithm = new double[Terms];

    static PortableMath()
    {
        var factorial = 1.0; // exact: 13! has 33 bits
        for (var n = 0; n < Terms; n++)
        {
            factorial *= Math.Max(1, n);
            (_ofExponential[n], _ofLogarithm[n]) = (1 / factorial, 1.0 / ((2 * n) + 1));
        }
    }

    /// <summary>e to the power of x: 0 below -708, infinite above 709.</summary>
    public static double Exp(double x)
    {
        if (!(x >= SmallestExponent && x <= LargestExponent))
        {
            return x < SmallestExponent ? 0 : x > LargestExponent ? double.PositiveInfinity : double.NaN;
        }

        var power = Math.Round(x * Log2OfE);
        var rest = x - (power * Ln2High) - (power * Ln2Low); // at most half of ln 2
        var sum = 0.0;
        for (var n = Terms - 1; n >= 0; n--)
        {
            sum = (sum * rest) + _ofExponential[n];
        }

        return sum * BitConverter.Int64BitsToDouble(((long)power + Bias) << MantissaBits);
    }

    /// <summary>The natural logarithm of a positive number that is not below the smallest normal one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">x is not.</exception>
    public static double Log(double x)
    {
        if (!double.IsNormal(x) || x < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(x), x, "A logarithm is of a positive normal number.");
        }

        var bits = BitConverter.DoubleToInt64Bits(x);
        var (power, part) = ((bits >> MantissaBits) - Bias, BitConverter.Int64BitsToDouble((bits & MantissaMask) | (Bias << MantissaBits)));
        if (part > SquareRootOf2)
        {
            (power, part) = (power + 1, part / 2);
        }

        // ln m = 2 artanh((m - 1) / (m + 1)); the argument is at most 0.172.
        var ratio = (part - 1) / (part + 1);
        var square = ratio * ratio;
        var sum = 0.0;
        for (var n = Terms - 1; n >= 0; n--)
        {
            sum = (sum * square) + _ofLogarithm[n];
        }

        return (power * Ln2High) + ((2 * ratio * sum) + (power * Ln2Low));
    }
}
