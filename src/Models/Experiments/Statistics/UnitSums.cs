namespace StreamReco.Models.Experiments.Statistics;

/// <summary>What one unit (a user) did in an experiment, for one metric.</summary>
/// <param name="Numerator">K: clicks, purchases, or revenue in minor units, capped by the metric's definition.</param>
/// <param name="Denominator">N: exposures of a ratio metric; 1 for a mean over units.</param>
/// <param name="Before">X: the metric's numerator in the time before the unit's first exposure; 0 if it has no history.</param>
public readonly record struct UnitTotals(long Numerator, long Denominator, long Before);

/// <summary>
/// First and second moments of the units of an arm, as integers. Sums of partitions merge exactly, whatever the batches; a
/// unit whose totals change, or who is erased, is subtracted as it was added.
/// </summary>
public readonly record struct UnitSums
{
    public long Units { get; private init; }

    public Int128 K { get; private init; }

    public Int128 N { get; private init; }

    public Int128 X { get; private init; }

    public Int128 KK { get; private init; }

    public Int128 NN { get; private init; }

    public Int128 XX { get; private init; }

    public Int128 KN { get; private init; }

    public Int128 KX { get; private init; }

    public Int128 NX { get; private init; }

    public static UnitSums operator +(in UnitSums left, in UnitSums right) => Combine(left, right, 1);

    public static UnitSums operator -(in UnitSums left, in UnitSums right) => Combine(left, right, -1);

    /// <summary>The sums of one unit.</summary>
    public static UnitSums Of(in UnitTotals unit)
    {
        Int128 k = unit.Numerator;
        Int128 n = unit.Denominator;
        Int128 x = unit.Before;
        return new UnitSums
        {
            Units = 1,
            K = k,
            N = n,
            X = x,
            KK = k * k,
            NN = n * n,
            XX = x * x,
            KN = k * n,
            KX = k * x,
            NX = n * x,
        };
    }

    /// <summary>Units, K, N, X, KK, NN, XX, KN, KX, NX.</summary>
    public IReadOnlyList<Int128> Moments => [Units, K, N, X, KK, NN, XX, KN, KX, NX];

    /// <summary>The sums whose <see cref="Moments"/> these are.</summary>
    public static UnitSums OfMoments(IReadOnlyList<Int128> moments) => new()
    {
        Units = (long)moments[0],
        K = moments[1],
        N = moments[2],
        X = moments[3],
        KK = moments[4],
        NN = moments[5],
        XX = moments[6],
        KN = moments[7],
        KX = moments[8],
        NX = moments[9],
    };

    /// <summary>The sums after a unit's totals changed.</summary>
    public UnitSums Replace(in UnitTotals before, in UnitTotals after) => this - Of(before) + Of(after);

    private static UnitSums Combine(in UnitSums a, in UnitSums b, int sign) => new()
    {
        Units = a.Units + (sign * b.Units),
        K = a.K + (sign * b.K),
        N = a.N + (sign * b.N),
        X = a.X + (sign * b.X),
        KK = a.KK + (sign * b.KK),
        NN = a.NN + (sign * b.NN),
        XX = a.XX + (sign * b.XX),
        KN = a.KN + (sign * b.KN),
        KX = a.KX + (sign * b.KX),
        NX = a.NX + (sign * b.NX),
    };
}
