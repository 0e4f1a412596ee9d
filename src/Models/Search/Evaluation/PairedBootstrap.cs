namespace StreamReco.Models.Search.Evaluation;

/// <summary>The difference of two runs over the same queries.</summary>
/// <param name="Mean">Mean difference.</param>
/// <param name="Low">2.5 % of the resamples lie below.</param>
/// <param name="High">2.5 % of the resamples lie above.</param>
/// <param name="BetterShare">Share of the resamples in which the first run is better.</param>
public readonly record struct PairedDifference(double Mean, double Low, double High, double BetterShare);

/// <summary>
/// Paired bootstrap by query (Efron 1979): queries differ far more than runs, so the differences are resampled, not the
/// figures. Seeded.
/// </summary>
public static class PairedBootstrap
{
    private const int Resamples = 10_000;
    private const double Tail = 0.025;

    /// <summary>The difference first - second; queries that are NaN in either are left out.</summary>
    public static PairedDifference Of(IReadOnlyList<double> first, IReadOnlyList<double> second, int seed)
    {
        double[] differences =
        [
            .. first.Zip(second, (a, b) => a - b).Where(difference => !double.IsNaN(difference)),
        ];
        if (differences.Length == 0)
        {
            return default;
        }

        var random = new Random(seed);
        var means = new double[Resamples];
        for (var i = 0; i < Resamples; i++)
        {
            for (var k = 0; k < differences.Length; k++)
            {
                means[i] += differences[random.Next(differences.Length)];
            }

            means[i] /= differences.Length;
        }

        Array.Sort(means);
        var cut = (int)(Tail * Resamples);
        return new PairedDifference(
            differences.Average(), means[cut], means[^(cut + 1)], (double)means.Count(mean => mean > 0) / Resamples);
    }
}
