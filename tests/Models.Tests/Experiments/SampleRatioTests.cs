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

    /// <summary>Units of one arm are dropped, its newest ones come too late for the look, or bots are taken for its units.</summary>
    [Theory]
    [InlineData("dropped", 0.05)]
    [InlineData("late", 0.2)]
    [InlineData("bots", 0.05)]
    public void A_planted_fault_of_one_arm_is_found_at_a_look_and_at_any_time(string fault, double share)
    {
        const int Runs = 50;
        const int Units = 100_000;
        var random = new Random(33);
        var found = Enumerable.Range(0, Runs).Count(_ =>
        {
            long[] counts = [0, 0];
            for (var unit = 0; unit < Units; unit++)
            {
                var arm = random.Next(2);
                counts[arm] += arm == 0 ? 1 : fault switch
                {
                    "dropped" => random.NextDouble() < share ? 0 : 1,
                    "late" => unit >= (1 - share) * Units ? 0 : 1,
                    _ => random.NextDouble() < share ? 2 : 1,
                };
            }

            return SampleRatio.PValue(counts, [0.5, 0.5]) < SampleRatio.Level && SampleRatio.IsOff(counts, [0.5, 0.5]);
        });

        found.ShouldBeGreaterThan((int)(0.9 * Runs));
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
