using StreamReco.Models.DataQuality;

namespace StreamReco.Models.Tests.DataQuality;

/// <summary>
/// Distances against figures that are known in closed form: the stability index is Jeffreys' divergence of the two spreads
/// (Jeffreys 1946; Kullback and Leibler 1951), which for two normal spreads of one variance, d standard deviations apart, is d²;
/// Kolmogorov and Smirnov's distance of the same two is 2 Φ(d / 2) - 1.
/// </summary>
public sealed class QualityDistanceTests
{
    private const int Values = 400_000;

    [Fact]
    public void The_index_of_two_cells_is_what_the_formula_gives_by_hand()
    {
        // (0.6 - 0.5) ln(0.6 / 0.5) + (0.4 - 0.5) ln(0.4 / 0.5) = 0.0405465; half a value is added to each of many.
        var psi = QualityDistance.Psi([50_000, 50_000], [60_000, 40_000]);

        psi.ShouldBe(0.0405465, 1e-5);
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    public void Two_normal_spreads_have_the_distances_of_theory(double apart)
    {
        var edges = Enumerable.Range(0, 200).Select(i => -4 + (i * 0.04)).ToArray();
        var reference = new QualityReference(edges, new long[edges.Length + 1]);
        var (expected, actual) = (Counts(reference, 0, seed: 1), Counts(reference, apart, seed: 2));

        QualityDistance.Psi(expected, actual).ShouldBe(apart * apart, 0.02 + (0.02 * apart));
        QualityDistance.Ks(expected, actual).ShouldBe((2 * NormalShareBelow(apart / 2)) - 1, 0.005);
    }

    [Fact]
    public void Equal_spreads_have_no_distance_and_empty_ones_a_finite_one()
    {
        QualityDistance.Psi([10, 20, 30], [100, 200, 300]).ShouldBe(0, 0.01);
        QualityDistance.Ks([10, 20, 30], [100, 200, 300]).ShouldBe(0, 1e-12);
        QualityDistance.Psi([100, 0], [0, 100]).ShouldBeInRange(1, 100);
        QualityDistance.Ks([100, 0], [0, 100]).ShouldBe(1);
        QualityDistance.Ks([100, 0], [0, 0]).ShouldBe(0);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(20_000)]
    [InlineData(500_000)]
    public void Distinct_values_are_estimated_within_three_standard_errors(int distinct)
    {
        var registers = new byte[DistinctCount.Registers];
        for (var i = 0; i < distinct * 2; i++)
        {
            DistinctCount.Add(registers, QualityReference.HashOf($"user-{i % distinct}"));
        }

        DistinctCount.Estimate(registers).ShouldBeInRange((long)(distinct * 0.93), (long)(distinct * 1.07) + 1);
    }

    private static long[] Counts(QualityReference reference, double mean, int seed)
    {
        var random = new Random(seed);
        var counts = new long[reference.Counts.Count];
        for (var i = 0; i < Values; i++)
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            counts[reference.CellOf(mean + normal)]++;
        }

        return counts;
    }

    /// <summary>Φ(x) by its Taylor series, exact to 1e-12 for small x.</summary>
    private static double NormalShareBelow(double x)
    {
        var (term, sum) = (x, x);
        for (var k = 1; k < 40; k++)
        {
            term *= -x * x / (2 * k);
            sum += term / ((2 * k) + 1);
        }

        return 0.5 + (sum / Math.Sqrt(2 * Math.PI));
    }
}
