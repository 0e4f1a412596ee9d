using StreamReco.Models.Experiments.Statistics;

namespace StreamReco.Models.Tests.Experiments;

/// <summary>
/// Users with click rates of Beta(2, 18) and log-normal numbers of views, before and in an experiment: the shop of the
/// specification's figures. Seeded.
/// </summary>
internal sealed class SimulatedShop(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>An arm of users whose click rate is the shop's, times 1 + <paramref name="lift"/>.</summary>
    public List<UnitTotals> Arm(int users, double lift = 0)
    {
        var arm = new List<UnitTotals>(users);
        for (var i = 0; i < users; i++)
        {
            var rate = Beta(2, 18);
            var activity = Math.Exp(1 + (0.8 * Gaussian()));
            var views = 1 + (int)activity;
            var clicks = Clicks(views, Math.Min(1, rate * (1 + lift)));
            arm.Add(new UnitTotals(clicks, views, Clicks(4 * (1 + (int)activity), rate)));
        }

        return arm;
    }

    /// <summary>Heavy-tailed revenue in cents of those who buy, capped.</summary>
    public List<UnitTotals> Revenue(int users)
    {
        const long Cap = 50_000;
        var arm = new List<UnitTotals>(users);
        for (var i = 0; i < users; i++)
        {
            var before = _random.NextDouble() < 0.2 ? (long)Math.Min(Cap, 1_000 * Math.Exp(1.3 * Gaussian())) : 0;
            var revenue = _random.NextDouble() < 0.1 ? (long)Math.Min(Cap, 1_000 * Math.Exp(1.3 * Gaussian())) : 0;
            arm.Add(new UnitTotals(revenue + (before / 4), 1, before));
        }

        return arm;
    }

    public static UnitSums Sum(IEnumerable<UnitTotals> arm) =>
        arm.Aggregate(default(UnitSums), (sums, unit) => sums + UnitSums.Of(unit));

    private int Clicks(int views, double rate)
    {
        var clicks = 0;
        for (var view = 0; view < views; view++)
        {
            clicks += _random.NextDouble() < rate ? 1 : 0;
        }

        return clicks;
    }

    /// <summary>By order statistics: the a-th smallest of a + b - 1 uniform numbers.</summary>
    private double Beta(int a, int b)
    {
        var (smallest, next) = (1.0, 1.0);
        for (var i = 0; i < a + b - 1; i++)
        {
            var draw = _random.NextDouble();
            (smallest, next) = draw < smallest ? (draw, smallest) : (smallest, Math.Min(next, draw));
        }

        return a == 2 ? next : throw new NotSupportedException("Only the second of them is kept.");
    }

    private double Gaussian() =>
        Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
