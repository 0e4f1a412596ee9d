using StreamReco.Models.Experiments.Statistics;

namespace StreamReco.Models.Tests.Experiments;

public sealed class SampleRatioTests
{
    [Fact]
    public void The_test_is_pearsons()
    {
        // χ² = 2 · 50² / 500 = 10 with one degree of freedom.
        SampleRatio.PValue([450, 550], [0.5, 0.5]).ShouldBe(0.0015654, 1e-6);
        SampleRatio.PValue([500, 500], [1, 1]).ShouldBe(1, 1e-12);
        SampleRatio.PValue([0, 0], [0.5, 0.5]).ShouldBe(1);
        Should.Throw<ArgumentException>(() => SampleRatio.PValue([1, 2], [0.5, 0]));
        Should.Throw<ArgumentException>(() => SampleRatio.PValue([1, 2, 3], [0.5, 0.5]));
    }

    [Fact]
    public void Looked_at_after_every_hundredth_unit_right_arms_are_hardly_ever_called_off()
    {
        const int Runs = 1_000;
        var random = new Random(31);
        var called = Enumerable.Range(0, Runs).Count(_ => IsCalledOff(random, units: 20_000, loss: 0, share: 0.3));

        called.ShouldBeLessThanOrEqualTo(5); // level .001: more than five of 1,000 has a probability below .001
    }

    [Fact]
    public void A_lost_share_of_an_arm_is_found()
    {
        const int Runs = 50;
        var random = new Random(32);
        var found = Enumerable.Range(0, Runs).Count(_ => IsCalledOff(random, units: 100_000, loss: 0.05, share: 0.5));

        found.ShouldBeGreaterThan((int)(0.9 * Runs));
        SampleRatio.DetectableLoss(100_000).ShouldBe(0.026, 0.001);
        SampleRatio.DetectableLoss(0).ShouldBe(1);
    }

    private static bool IsCalledOff(Random random, int units, double loss, double share)
    {
        Span<long> counts = stackalloc long[2];
        counts.Clear();
        for (var unit = 0; unit < units; unit++)
        {
            var arm = random.NextDouble() < share ? 1 : 0;
            counts[arm] += arm == 1 && random.NextDouble() < loss ? 0 : 1;
            if (unit % 100 == 99 && SampleRatio.IsOff(counts, [1 - share, share]))
            {
                return true;
            }
        }

        return false;
    }
}
