using StreamReco.Models.Simulation;
using StreamReco.TestKit.Measures;

namespace StreamReco.Stages.Tests;

public sealed class AllocationTests
{
    private const int Clicks = 20_000;

    /// <summary>A click of a known user allocates its growing history, its share of the batch and nothing else.</summary>
    private const int FoldBytesMax = 260;

    /// <summary>About 1,200 bytes of JSON and its key, the ten items behind it and the names in their reasons.</summary>
    private const int AnswerBytesMax = 2_350;

    [Fact]
    public void A_click_allocates_no_more_than_its_budget()
    {
        var shop = new ShopSimulator(new ShopSimulatorOptions { Users = 500, Items = 500, EventsPerDay = 200_000 });
        using var meter = new PathMeter(shop, RandomModel.Create(shop.Catalog, dimensions: 32), 2 * Clicks, scored: true);
        meter.Measure(Clicks);

        var cost = meter.Measure(Clicks);

        cost.FoldBytes.ShouldBeLessThan(FoldBytesMax);
        cost.AnswerBytes.ShouldBeInRange(1_000, AnswerBytesMax);
    }
}
