namespace StreamReco.Models.DataQuality;

/// <summary>How far two spreads over the same cells lie apart.</summary>
public static class QualityDistance
{
    /// <summary>Added to each cell, so that an empty one has a logarithm.</summary>
    private const double Smoothing = 0.5;

    /// <summary>
    /// The population stability index, sum of (a - e) ln(a / e) over the cells' shares. Below 0.1 the spreads are held to be
    /// alike, above 0.25 to have moved.
    /// </summary>
    /// <param name="expected">Counts of the reference.</param>
    /// <param name="actual">Counts to be judged, cell by cell.</param>
    public static double Psi(IReadOnlyList<long> expected, ReadOnlySpan<long> actual)
    {
        var (ofExpected, ofActual) = (Sum(expected) + (Smoothing * expected.Count), Sum(actual) + (Smoothing * actual.Length));
        double psi = 0;
        for (var cell = 0; cell < actual.Length; cell++)
        {
            var e = (expected[cell] + Smoothing) / ofExpected;
            var a = (actual[cell] + Smoothing) / ofActual;
            psi += (a - e) * Math.Log(a / e);
        }

        return psi;
    }

    /// <summary>
    /// Kolmogorov and Smirnov's distance, the largest difference between the cumulated shares at the cells' edges. The distance
    /// of the values themselves may be larger by at most the largest share of one cell.
    /// </summary>
    /// <inheritdoc cref="Psi" path="/param"/>
    public static double Ks(IReadOnlyList<long> expected, ReadOnlySpan<long> actual)
    {
        double ofExpected = Sum(expected);
        double ofActual = Sum(actual);
        if (ofExpected == 0 || ofActual == 0)
        {
            return 0;
        }

        long e = 0;
        long a = 0;
        double distance = 0;
        for (var cell = 0; cell < actual.Length; cell++)
        {
            e += expected[cell];
            a += actual[cell];
            distance = Math.Max(distance, Math.Abs((e / ofExpected) - (a / ofActual)));
        }

        return distance;
    }

    private static long Sum(IReadOnlyList<long> counts)
    {
        long sum = 0;
        for (var i = 0; i < counts.Count; i++)
        {
            sum += counts[i];
        }

        return sum;
    }

    private static long Sum(ReadOnlySpan<long> counts)
    {
        long sum = 0;
        foreach (var count in counts)
        {
            sum += count;
        }

        return sum;
    }
}
