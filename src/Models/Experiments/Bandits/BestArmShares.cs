using StreamReco.Models.Experiments.Numerics;

namespace StreamReco.Models.Experiments.Bandits;

/// <summary>
/// The shares that Thompson sampling gives to arms: how likely each is the best one, by integration instead of draws, so that
/// every node and every replay finds the same. A floor keeps each arm measurable.
/// </summary>
public static class BestArmShares
{
    private const int Points = 4_001;
    private const double Reach = 8; // standard deviations

    /// <summary>For rates: Beta posteriors with a uniform prior.</summary>
    /// <param name="successes">Of each arm.</param>
    /// <param name="trials">Of each arm, at least its successes.</param>
    /// <param name="floor">The least share of an arm, at most 1 / arms.</param>
    public static double[] OfRates(ReadOnlySpan<long> successes, ReadOnlySpan<long> trials, double floor)
    {
        var posteriors = new Posterior[successes.Length];
        for (var i = 0; i < posteriors.Length; i++)
        {
            var (a, b) = (successes[i] + 1.0, trials[i] - successes[i] + 1.0);
            var scale = Gamma.Log(a + b) - Gamma.Log(a) - Gamma.Log(b);
            posteriors[i] = new Posterior(
                a / (a + b), Math.Sqrt(a * b / (a + b + 1)) / (a + b),
                x => x is <= 0 or >= 1 ? 0 : Math.Exp(scale + ((a - 1) * Math.Log(x)) + ((b - 1) * Math.Log(1 - x))));
        }

        return Share(posteriors, floor);
    }

    /// <summary>For means: normal posteriors.</summary>
    /// <param name="means">Of each arm.</param>
    /// <param name="errors">Their standard errors, above 0.</param>
    /// <param name="floor">The least share of an arm, at most 1 / arms.</param>
    public static double[] OfMeans(ReadOnlySpan<double> means, ReadOnlySpan<double> errors, double floor)
    {
        var posteriors = new Posterior[means.Length];
        for (var i = 0; i < posteriors.Length; i++)
        {
            var (mean, error) = (means[i], errors[i]);
            posteriors[i] = new Posterior(mean, error, x => Normal.Density((x - mean) / error) / error);
        }

        return Share(posteriors, floor);
    }

    private static double[] Share(Posterior[] arms, double floor)
    {
        if (arms.Length < 2 || !(floor >= 0 && floor * arms.Length <= 1))
        {
            throw new ArgumentException($"{arms.Length} arms with a floor of {floor}: give at least two arms, and a floor of at most 1 / arms.", nameof(floor));
        }

        var low = arms.Min(arm => arm.Mean - (Reach * arm.Deviation));
        var step = (arms.Max(arm => arm.Mean + (Reach * arm.Deviation)) - low) / (Points - 1);
        var densities = arms.Select(arm => Enumerable.Range(0, Points).Select(i => arm.Density(low + (i * step)) * step).ToArray()).ToArray();
        var best = new double[arms.Length];
        var below = new double[arms.Length];
        for (var i = 0; i < Points; i++)
        {
            for (var arm = 0; arm < arms.Length; arm++)
            {
                var share = densities[arm][i];
                for (var other = 0; other < arms.Length; other++)
                {
                    share *= other == arm ? 1 : below[other] + (densities[other][i] / 2);
                }

                best[arm] += share;
            }

            for (var arm = 0; arm < arms.Length; arm++)
            {
                below[arm] += densities[arm][i];
            }
        }

        return Raise(best, floor);
    }

    /// <summary>Scales to 1 and lifts what is below the floor, at the cost of the others in proportion.</summary>
    private static double[] Raise(double[] shares, double floor)
    {
        var raised = new bool[shares.Length];
        while (true)
        {
            var free = 1 - (floor * raised.Count(isRaised => isRaised));
            var sum = shares.Where((_, i) => !raised[i]).Sum();
            var next = shares.Select((share, i) => raised[i] ? floor : sum > 0 ? share / sum * free : free / shares.Length).ToArray();
            var low = Array.FindIndex(next, share => share < floor);
            if (low < 0)
            {
                return next;
            }

            raised[low] = true;
        }
    }

    private readonly record struct Posterior(double Mean, double Deviation, Func<double, double> Density);
}
