using StreamReco.Models.Experiments.Numerics;

namespace StreamReco.Models.Experiments.Statistics;

/// <summary>
/// A given number of looks at given shares of the units: O'Brien-Fleming spending (Lan and DeMets, Biometrika 1983), with the
/// bounds found by recursive integration (Armitage, McPherson and Rowe 1969). Most power where the last look is known.
/// </summary>
public static class GroupSequentialPlan
{
    private const int Intervals = 400; // Simpson: even
    private const double Widest = 8; // bounds further out than this many standard errors are never met
    private const int Halvings = 60;

    /// <summary>The bound of each look in standard errors: beyond it, on either side, the experiment may stop.</summary>
    /// <param name="looks">The share of the planned units at each look, rising, the last one 1.</param>
    /// <param name="alpha">The level of all looks together, two-sided.</param>
    /// <exception cref="ArgumentException">The shares do not rise to 1.</exception>
    public static double[] Bounds(IReadOnlyList<double> looks, double alpha)
    {
        if (looks.Count == 0 || looks[^1] != 1 || looks[0] <= 0 || looks.Zip(looks.Skip(1)).Any(pair => pair.Second <= pair.First))
        {
            throw new ArgumentException("The looks are rising shares of the planned units, the last one is 1.", nameof(looks));
        }

        var bounds = new double[looks.Count];
        var spent = 0.0;
        var density = Density.Start(looks[0]);
        for (var look = 0; look < looks.Count; look++)
        {
            var mayBeSpent = Spent(looks[look], alpha);
            var budget = mayBeSpent - spent;
            spent = mayBeSpent;
            var deviation = Math.Sqrt(looks[look]);
            bounds[look] = Solve(bound => density.Beyond(bound * deviation), budget);
            if (look + 1 < looks.Count)
            {
                density = density.Next(bounds[look] * deviation, looks[look + 1] - looks[look]);
            }
        }

        return bounds;
    }

    /// <summary>Half of the level on each side.</summary>
    private static double Spent(double share, double alpha) => 4 * Normal.Above(-Normal.Quantile(alpha / 4) / Math.Sqrt(share));

    private static double Solve(Func<double, double> beyond, double budget)
    {
        var (low, high) = (0.0, Widest);
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = beyond(middle) > budget ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    /// <summary>The distribution of the sum at a look, of those paths that have not stopped before.</summary>
    private sealed class Density
    {
        private readonly double[] _at;
        private readonly double[] _weights;
        private readonly double _deviation;

        /// <param name="at">Where the sum stood one look before.</param>
        /// <param name="weights">How likely, times the weight of the integration.</param>
        /// <param name="variance">Of the step since.</param>
        private Density(double[] at, double[] weights, double variance) => (_at, _weights, _deviation) = (at, weights, Math.Sqrt(variance));

        public static Density Start(double variance) => new([0], [1], variance);

        /// <summary>How likely the sum is beyond ±bound now.</summary>
        public double Beyond(double bound)
        {
            var sum = 0.0;
            for (var i = 0; i < _at.Length; i++)
            {
                sum += _weights[i] * (Normal.Above((bound - _at[i]) / _deviation) + Normal.Above((bound + _at[i]) / _deviation));
            }

            return sum;
        }

        /// <summary>One look on, for those within ±bound now.</summary>
        public Density Next(double bound, double variance)
        {
            var at = new double[Intervals + 1];
            var weights = new double[Intervals + 1];
            var width = 2 * bound / Intervals;
            for (var i = 0; i <= Intervals; i++)
            {
                at[i] = -bound + (i * width);
                weights[i] = At(at[i]) * width / 3 * (i is 0 or Intervals ? 1 : i % 2 == 1 ? 4 : 2);
            }

            return new Density(at, weights, variance);
        }

        private double At(double sum)
        {
            var value = 0.0;
            for (var i = 0; i < _at.Length; i++)
            {
                value += _weights[i] * Normal.Density((sum - _at[i]) / _deviation) / _deviation;
            }

            return value;
        }
    }
}
