using StreamReco.Stages.State;

namespace StreamReco.Stages.Tests.Shards;

public sealed class CountryTrendsTests
{
    private readonly CountryTrends _trends = new(new WindowOptions { TrendingWindowMs = 1_000, TrendingTop = 2, CountriesMax = 2 });

    [Fact]
    public void Each_country_has_its_own_trend()
    {
        Add("NO", "a", "a", "b");
        Add("DE", "c", "b", "b");
        _trends.Advance(2_000);

        _trends.TopOf("NO").ShouldBe(["a", "b"]);
        _trends.TopOf("DE").ShouldBe(["b", "c"]);
    }

    [Fact]
    public void Of_a_country_that_is_not_named_or_beyond_the_bound_nothing_is_known()
    {
        Add("NO", "a");
        Add("DE", "b");
        Add("FR", "c");
        Add(null, "d");
        _trends.Advance(2_000);

        _trends.Count.ShouldBe(2);
        _trends.TopOf("FR").ShouldBeEmpty();
        _trends.TopOf(null).ShouldBeEmpty();
    }

    [Fact]
    public void A_country_that_is_new_counts_no_window_that_is_closed()
    {
        _trends.Add("NO", "late", 500, watermarkMs: 5_000);
        _trends.Advance(9_000);
        _trends.TopOf("NO").ShouldBeEmpty();
    }

    private void Add(string? country, params string[] items) => Array.ForEach(items, item => _trends.Add(country, item, 500, long.MinValue));
}
