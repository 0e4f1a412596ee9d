namespace StreamReco.Models.Evaluation;

/// <summary>
/// 95 % bootstrap intervals (Efron 1979) by session: predictions of one session stand or fall together, so sessions are
/// drawn with replacement, not predictions. Seeded.
/// </summary>
public static class Bootstrap
{
    private const int Resamples = 1000;
    private const double Tail = 0.025;

    /// <summary>The mean gain over all predictions and its interval.</summary>
    /// <param name="ranks">The rank of each prediction's target, from 1; 0 for a miss.</param>
    /// <param name="sessions">The session of each prediction, 0 to S-1.</param>
    /// <param name="gain">What a rank is worth; not asked for a miss.</param>
    /// <param name="seed">Draws the resamples.</param>
    public static Interval Of(ReadOnlySpan<int> ranks, ReadOnlySpan<int> sessions, Func<int, double> gain, int seed)
    {
        var values = new double[ranks.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = ranks[i] > 0 ? gain(ranks[i]) : 0;
        }

        return Of(values, sessions, seed);
    }

    /// <summary>The mean of values and its interval.</summary>
    /// <param name="values">What each prediction is worth.</param>
    /// <param name="sessions">The session of each prediction, 0 to S-1.</param>
    /// <param name="seed">Draws the resamples.</param>
    public static Interval Of(ReadOnlySpan<double> values, ReadOnlySpan<int> sessions, int seed)
    {
        if (values.IsEmpty)
        {
            return default;
        }

        var count = 0;
        foreach (var session in sessions)
        {
            count = Math.Max(count, session + 1);
        }

        var (sums, sizes) = (new double[count], new int[count]);
        for (var i = 0; i < values.Length; i++)
        {
            sums[sessions[i]] += values[i];
            sizes[sessions[i]]++;
        }

        var means = Resampled(sums, sizes, new Random(seed));
        Array.Sort(means);
        var cut = (int)(Tail * Resamples);
        return new Interval(sums.Sum() / values.Length, means[cut], means[^(cut + 1)]);
    }

    private static double[] Resampled(double[] sums, int[] sizes, Random random)
    {
        var means = new double[Resamples];
        for (var resample = 0; resample < Resamples; resample++)
        {
            var (sum, size) = (0.0, 0);
            for (var i = 0; i < sums.Length; i++)
            {
                var session = random.Next(sums.Length);
                sum += sums[session];
                size += sizes[session];
            }

            means[resample] = size == 0 ? 0 : sum / size;
        }

        return means;
    }
}
