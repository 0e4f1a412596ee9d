using StreamReco.Stages;
using StreamReco.StreamHost.Demo;

namespace StreamReco.StreamHost.Tests.Demo;

public sealed class DemoSourceTests
{
    private const double Rate = 60;

    [Theory]
    [InlineData(2)]
    [InlineData(16)]
    public void A_shop_that_is_played_for_ever_does_not_run_ahead_of_the_clock_at_any_hour(int hour)
    {
        var now = new DateTimeOffset(2026, 3, 4, hour, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

        var source = DemoSource.Open(new DemoSettings { Forever = true, Rate = Rate }, new PipelineOptions(), now, CancellationToken.None);

        var ahead = source.Records.Take(20_000).Select((record, i) => record.TimestampMs!.Value - now - (i / Rate * 1_000)).ToArray();
        ahead.Max().ShouldBeLessThan(60_000);
        ahead.Min().ShouldBeGreaterThan(-60_000);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(17)]
    public void A_shop_that_is_played_once_ends_before_now_at_any_hour(int hour)
    {
        var now = new DateTimeOffset(2026, 3, 4, hour, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

        var source = DemoSource.Open(new DemoSettings { Events = 20_000 }, new PipelineOptions(), now, CancellationToken.None);

        var newest = source.Records.Max(record => record.TimestampMs!.Value);
        newest.ShouldBeLessThanOrEqualTo(now);
        newest.ShouldBeGreaterThan(now - (30 * 60_000));
    }
}
