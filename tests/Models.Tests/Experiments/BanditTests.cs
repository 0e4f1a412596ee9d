using StreamReco.Models.Experiments.Bandits;

namespace StreamReco.Models.Tests.Experiments;

public sealed class BanditTests
{
    [Fact]
    public void Shares_are_how_likely_an_arm_is_the_best()
    {
        BestArmShares.OfRates([10, 10], [100, 100], 0).ShouldBe([0.5, 0.5], 1e-9);

        // Beta(1, 1) against Beta(2, 1): 1 - 2/3.
        BestArmShares.OfRates([0, 1], [0, 1], 0)[0].ShouldBe(1.0 / 3, 1e-3);
        BestArmShares.OfMeans([0, 1], [1, 1], 0)[1].ShouldBe(0.7602499, 1e-5);
        BestArmShares.OfRates([1, 900, 5], [1_000, 1_000, 1_000], 0.05).ShouldBe([0.05, 0.9, 0.05], 1e-9);
        BestArmShares.OfRates([1_000_000, 1_010_000], [10_000_000, 10_000_000], 0.05).ShouldBe([0.05, 0.95], 1e-9);
        Should.Throw<ArgumentException>(() => BestArmShares.OfRates([1, 1], [2, 2], 0.6));
    }

    [Fact]
    public void After_a_bandit_equal_arms_differ_no_more_often_than_the_level()
    {
        const int Runs = 600;
        var random = new Random(41);
        var (plain, adaptive, bias) = (0, 0, 0.0);
        for (var run = 0; run < Runs; run++)
        {
            var (naive, corrected, lowest) = Run(random);
            plain += naive ? 1 : 0;
            adaptive += corrected ? 1 : 0;
            bias += lowest;
        }

        (bias / Runs).ShouldBeLessThan(-0.001, "the plain mean of an arm that lost its share is too low");
        plain.ShouldBeGreaterThan(adaptive);
        adaptive.ShouldBeLessThanOrEqualTo((int)(0.075 * Runs)); // 5.5 % and two standard errors
    }

    /// <summary>Two arms of rate .2, 2,000 users, shares anew every 100.</summary>
    private static (bool Naive, bool Corrected, double Bias) Run(Random random)
    {
        const double Rate = 0.2;
        const double Z = 1.959964;
        var (clicks, users) = (new long[2], new long[2]);
        var means = new[] { new AdaptiveMean(), new AdaptiveMean() };
        var shares = new[] { 0.5, 0.5 };
        for (var user = 0; user < 2_000; user++)
        {
            if (user % 100 == 0)
            {
                shares = BestArmShares.OfRates(clicks, users, 0.05);
            }

            var arm = random.NextDouble() < shares[0] ? 0 : 1;
            var reward = random.NextDouble() < Rate ? 1 : 0;
            users[arm]++;
            clicks[arm] += reward;
            means[0].Add(shares[0], arm == 0, reward);
            means[1].Add(shares[1], arm == 1, reward);
        }

        var rates = new[] { clicks[0] / (double)users[0], clicks[1] / (double)users[1] };
        var naive = (rates[0] - rates[1]) / Math.Sqrt(rates.Zip(users, (rate, count) => rate * (1 - rate) / count).Sum());
        var corrected = (means[0].Value - means[1].Value) / Math.Sqrt(means.Sum(mean => mean.Error * mean.Error));
        return (Math.Abs(naive) > Z, Math.Abs(corrected) > Z, rates.Average() - Rate);
    }
}
