namespace StreamReco.Models.Experiments.Statistics;

/// <summary>Corrects p values for their number.</summary>
public static class MultipleComparisons
{
    /// <summary>
    /// Corrected so that any wrong finding has at most the level (Holm 1979): for several arms against one control.
    /// </summary>
    /// <returns>Corrected p values, in the order given, at most 1.</returns>
    public static double[] Holm(ReadOnlySpan<double> pValues)
    {
        var order = Order(pValues);
        var corrected = new double[order.Length];
        var highest = 0.0;
        for (var i = 0; i < order.Length; i++)
        {
            highest = Math.Max(highest, Math.Min(1, pValues[order[i]] * (order.Length - i)));
            corrected[order[i]] = highest;
        }

        return corrected;
    }

    /// <summary>
    /// Corrected so that the share of wrong findings among all is at most the level (Benjamini and Hochberg 1995): for
    /// secondary metrics.
    /// </summary>
    /// <returns>Corrected p values, in the order given, at most 1.</returns>
    public static double[] BenjaminiHochberg(ReadOnlySpan<double> pValues)
    {
        var order = Order(pValues);
        var corrected = new double[order.Length];
        var lowest = 1.0;
        for (var i = order.Length - 1; i >= 0; i--)
        {
            lowest = Math.Min(lowest, pValues[order[i]] * order.Length / (i + 1));
            corrected[order[i]] = lowest;
        }

        return corrected;
    }

    private static int[] Order(ReadOnlySpan<double> pValues)
    {
        var order = Enumerable.Range(0, pValues.Length).ToArray();
        Array.Sort(pValues.ToArray(), order);
        return order;
    }
}
