using StreamReco.Models.Search.Ranking;
using StreamReco.StreamHost.Search;

namespace StreamReco.StreamHost.Tests.Search;

/// <summary>Swaps of neighbours: how often, which, and with what chance.</summary>
public sealed class NeighbourSwapTests
{
    private const int Searches = 20_000;

    private static readonly SearchAnswer _answer = Answer([.. Enumerable.Range(0, 30).Select(i => ($"i{i}", SearchTier.Text))]);

    [Fact]
    public void Each_pair_of_the_first_places_is_swapped_as_often_as_the_propensity_says()
    {
        var swaps = new NeighbourSwap(0.2);
        var counts = new Dictionary<string, int>();
        var chances = new Dictionary<string, double>();
        for (var search = 0; search < Searches; search++)
        {
            var (answer, propensity) = swaps.Apply(_answer, $"search-{search}");
            var order = string.Join(' ', answer.Items.Select(item => item.ItemId));
            counts[order] = counts.GetValueOrDefault(order) + 1;
            chances[order] = propensity;
        }

        counts.Count.ShouldBe(11);
        chances.Values.Sum().ShouldBe(1, 1e-9);
        foreach (var (order, count) in counts)
        {
            var expected = Searches * chances[order];
            ((double)count).ShouldBe(expected, 5 * Math.Sqrt(expected), order);
        }
    }

    [Fact]
    public void The_same_search_is_drawn_alike() => new NeighbourSwap(0.5).Apply(_answer, "a-1").Answer.Items
        .ShouldBe(new NeighbourSwap(0.5).Apply(_answer, "a-1").Answer.Items);

    [Fact]
    public void Without_a_share_every_list_stays_and_its_chance_is_one()
    {
        var (answer, propensity) = new NeighbourSwap(0).Apply(_answer, "a-1");

        answer.ShouldBeSameAs(_answer);
        propensity.ShouldBe(1);
    }

    [Fact]
    public void Items_of_two_tiers_and_items_that_a_rule_moved_stay_where_they_are()
    {
        var swaps = new NeighbourSwap(1);
        var tiers = Answer([("code", SearchTier.Code), ("text", SearchTier.Text)]);
        var pinned = Answer([("ad", SearchTier.Text), ("next", SearchTier.Text)]) with
        {
            Marks = new Dictionary<string, RuleMark> { ["ad"] = new(["pin"], "sponsored") },
        };

        for (var search = 0; search < 50; search++)
        {
            swaps.Apply(tiers, $"s{search}").ShouldBe((tiers, 1.0));
            swaps.Apply(pinned, $"s{search}").ShouldBe((pinned, 1.0));
        }
    }

    private static SearchAnswer Answer(IReadOnlyList<(string Id, SearchTier Tier)> items) => new(
        [.. items.Select(item => new FoundItem(item.Id, 1, item.Tier, []))], items.Count,
        new Dictionary<string, IReadOnlyList<Models.Search.Queries.FacetCount>>(), [], null, 1);
}
