using FsCheck;
using FsCheck.Fluent;
using StreamReco.Stages.Metrics;

namespace StreamReco.Stages.Tests.Metrics;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void A_percentile_is_within_six_percent_of_the_truth()
    {
        var micros = Gen.Choose(0, 30).SelectMany(bits => Gen.Choose(0, int.MaxValue >> bits)).Select(value => (long)value).NonEmptyListOf();
        var share = Gen.Choose(0, 1000).Select(thousandths => thousandths / 1000.0);
        Prop.ForAll(micros.ToArbitrary(), share.ToArbitrary(), (durations, wanted) =>
        {
            var histogram = new LatencyHistogram();
            foreach (var duration in durations)
            {
                histogram.Record(duration);
            }

            var rank = Math.Max(1, (int)Math.Ceiling(wanted * durations.Count));
            var truth = durations.Order().ElementAt(rank - 1) / 1000.0;
            histogram.Count.ShouldBe(durations.Count);
            histogram.PercentileMs(wanted).ShouldBe(truth, tolerance: (truth * 0.06) + 1e-9);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Nothing_recorded_is_zero() => new LatencyHistogram().PercentileMs(0.99).ShouldBe(0);

    [Fact]
    public void Clocks_that_disagree_and_durations_of_years_are_counted_at_the_ends()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(-5);
        histogram.Record(long.MaxValue);

        histogram.PercentileMs(0.5).ShouldBe(0);
        histogram.PercentileMs(1).ShouldBeGreaterThan(TimeSpan.FromDays(90).TotalMilliseconds);
        histogram.Count.ShouldBe(2);
    }

    [Fact]
    public void Many_threads_lose_no_count()
    {
        var histogram = new LatencyHistogram();
        Parallel.For(0, 10_000, i => histogram.Record(i));

        histogram.Count.ShouldBe(10_000);
        histogram.PercentileMs(0.5).ShouldBe(5, tolerance: 0.3);
    }
}
