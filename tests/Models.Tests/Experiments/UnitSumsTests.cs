using StreamReco.Models.Experiments.Statistics;

namespace StreamReco.Models.Tests.Experiments;

public sealed class UnitSumsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Sums_are_the_same_whatever_the_partitions_and_the_order(int seed)
    {
        var units = new SimulatedShop(seed).Arm(500);
        var random = new Random(seed);
        var parts = new UnitSums[7];
        foreach (var unit in units.OrderBy(_ => random.Next()))
        {
            var part = random.Next(parts.Length);
            parts[part] += UnitSums.Of(unit);
        }

        parts.Aggregate((a, b) => a + b).ShouldBe(SimulatedShop.Sum(units));
    }

    [Fact]
    public void An_erased_unit_was_never_there_and_a_changed_one_counts_as_it_is()
    {
        var units = new SimulatedShop(5).Arm(100);
        var all = SimulatedShop.Sum(units);

        (all - UnitSums.Of(units[40])).ShouldBe(SimulatedShop.Sum(units.Where((_, i) => i != 40)));
        var grown = units[40] with { Numerator = units[40].Numerator + 3, Denominator = units[40].Denominator + 9 };
        all.Replace(units[40], grown).ShouldBe(SimulatedShop.Sum(units.Select((unit, i) => i == 40 ? grown : unit)));
    }

    [Fact]
    public void Squares_of_large_revenues_do_not_overflow()
    {
        var unit = UnitSums.Of(new UnitTotals(4_000_000_000, 1, 3_000_000_000));

        (unit + unit).KK.ShouldBe((Int128)32_000_000_000_000_000_000m);
        (unit + unit).KX.ShouldBe((Int128)24_000_000_000_000_000_000m);
    }
}
