using StreamReco.Models.Experiments.Numerics;

namespace StreamReco.Models.Experiments.Bandits;

/// <summary>
/// How likely each of some items is the one that is clicked most in an explored place: Thompson sampling by integration over Beta
/// posteriors. What is returned is what an item is to be drawn from, so that its propensity is exact however coarse the integral is.
/// </summary>
/// <remarks>
/// Every item starts from the rate of all items together, with the weight of <see cref="PriorLists"/> lists: an item that nobody saw is
/// neither the best nor the worst. Items of which the same is known have the same share, and are integrated once. Each number is made by
/// <see cref="PortableMath"/> and sums in a fixed order, so that a replay on another machine draws the same.
/// </remarks>
public static class SlotShares
{
    /// <summary>Lists that what is known of all items counts for an item of its own.</summary>
    public const double PriorLists = 20;

    private const int Points = 512;
    private const double Least = 1e-300; // for the logarithm of nothing

    /// <summary>Points lie at cubes, the more of them the smaller the rate: rates of clicks are small.</summary>
    private static readonly double[] _logRates = new double[Points];
    private static readonly double[] _logMisses = new double[Points];
    private static readonly double[] _logWidths = new double[Points];

    static SlotShares()
    {
        for (var i = 0; i < Points; i++)
        {
            var (rate, low, high) = (CubeOf((i + 0.5) / Points), CubeOf((double)i / Points), CubeOf((i + 1.0) / Points));
            (_logRates[i], _logMisses[i], _logWidths[i]) = (PortableMath.Log(rate), PortableMath.Log(1 - rate), PortableMath.Log(high - low));
        }
    }

    /// <summary>The chance of each item.</summary>
    /// <param name="items">What is known of each; at least one.</param>
    /// <param name="all">What is known of all items that were tried, these and others.</param>
    /// <param name="floor">The share that all items have alike, 0 to 1.</param>
    /// <returns>Adds up to 1.</returns>
    public static double[] Of(ReadOnlySpan<SlotSum> items, SlotSum all, double floor)
    {
        var mean = (all.Clicked + 1) / (all.Shown + PriorLists);
        var groups = Group(items, mean, out var groupOf);
        var logBelow = new double[Points];
        foreach (var group in groups)
        {
            for (var i = 0; i < Points; i++)
            {
                logBelow[i] += group.LogBelow[i] * group.Items;
            }
        }

        var best = groups.ConvertAll(group => group.BestOf(logBelow));
        var (sum, shares) = (0.0, new double[items.Length]);
        for (var i = 0; i < shares.Length; i++)
        {
            sum += shares[i] = best[groupOf[i]];
        }

        for (var i = 0; i < shares.Length; i++)
        {
            shares[i] = ((1 - floor) * (sum > 0 ? shares[i] / sum : 1.0 / shares.Length)) + (floor / shares.Length);
        }

        return shares;
    }

    private static double CubeOf(double x) => x * x * x;

    private static List<Alike> Group(ReadOnlySpan<SlotSum> items, double mean, out int[] groupOf)
    {
        var places = new Dictionary<SlotSum, int>();
        var groups = new List<Alike>();
        groupOf = new int[items.Length];
        for (var i = 0; i < items.Length; i++)
        {
            if (!places.TryGetValue(items[i], out groupOf[i]))
            {
                places.Add(items[i], groupOf[i] = groups.Count);
                groups.Add(new Alike(items[i], mean));
            }

            groups[groupOf[i]].Items++;
        }

        return groups;
    }

    /// <summary>Items of which the same is known.</summary>
    private sealed class Alike
    {
        private readonly double[] _masses = new double[Points];

        public Alike(SlotSum sum, double mean)
        {
            var (clicked, missed) = ((PriorLists * mean) + sum.Clicked - 1, (PriorLists * (1 - mean)) + Math.Max(0, sum.Shown - sum.Clicked) - 1);
            var most = double.NegativeInfinity;
            for (var i = 0; i < Points; i++)
            {
                _masses[i] = (clicked * _logRates[i]) + (missed * _logMisses[i]) + _logWidths[i];
                most = Math.Max(most, _masses[i]);
            }

            var (total, below) = (0.0, 0.0);
            for (var i = 0; i < Points; i++)
            {
                total += _masses[i] = PortableMath.Exp(_masses[i] - most);
            }

            for (var i = 0; i < Points; i++)
            {
                _masses[i] /= total;
                LogBelow[i] = PortableMath.Log(Math.Max(below + (_masses[i] / 2), Least));
                below += _masses[i];
            }
        }

        /// <summary>How many there are.</summary>
        public int Items { get; set; }

        /// <summary>At each point the logarithm of the chance that the rate is below it.</summary>
        public double[] LogBelow { get; } = new double[Points];

        /// <summary>The chance that one of these is above all others.</summary>
        /// <param name="logBelow">At each point the logarithm of the chance that all items are below it.</param>
        public double BestOf(double[] logBelow)
        {
            var best = 0.0;
            for (var i = 0; i < Points; i++)
            {
                best += _masses[i] == 0 ? 0 : _masses[i] * PortableMath.Exp(logBelow[i] - LogBelow[i]);
            }

            return best;
        }
    }
}
