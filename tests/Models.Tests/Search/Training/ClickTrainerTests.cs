using StreamReco.Models.Data;
using StreamReco.Models.Events;
using StreamReco.Models.Search.Counts;
using StreamReco.Models.Search.Ranking;
using StreamReco.Models.Search.Training;

namespace StreamReco.Models.Tests.Search.Training;

/// <summary>From the events of searches and clicks to a ranker that is better for queries that nobody searched for.</summary>
public sealed class ClickTrainerTests
{
    private const int Queries = 120;
    private const int Searched = 80;

    [Fact]
    public void Clicks_weighed_against_the_bias_of_positions_rank_queries_that_nobody_searched_for()
    {
        var shop = new PlantedShop(seed: 1, Queries);
        var data = shop.Visit(searches: 2_500, Searched, dislike: 0.5);
        var trained = new ClickTrainer(new ClickTraining()).Train(shop.Replay(data), CancellationToken.None);
        var alike = new ClickTrainer(new ClickTraining()).Train(shop.Replay(data, ClickWeights.Alike), CancellationToken.None);

        var (before, weighed, unweighed) = (
            shop.NdcgOf(SearchRanker.Fixed, Searched), shop.NdcgOf(trained.Ranker, Searched), shop.NdcgOf(alike.Ranker, Searched));

        var figures = $"fixed {before:F3}, weighed {weighed:F3}, all clicks alike {unweighed:F3}";
        trained.Share.ShouldBeGreaterThan(0);
        weighed.ShouldBeGreaterThan(before + 0.1, figures);
        weighed.ShouldBeGreaterThan(unweighed + 0.02, figures);
    }

    [Fact]
    public void Clicks_that_follow_nothing_leave_the_ranker_before_as_a_rule()
    {
        var stays = 0;
        for (var seed = 0; seed < 6; seed++)
        {
            var shop = new PlantedShop(seed, queries: 30);
            var trained = new ClickTrainer(new ClickTraining()).Train(shop.Replay(shop.Visit(400, 30, dislike: 1)), CancellationToken.None);
            stays += ReferenceEquals(trained.Ranker, SearchRanker.Fixed) ? 1 : 0;
        }

        stays.ShouldBeGreaterThanOrEqualTo(4);
    }

    [Fact]
    public void The_same_events_give_the_same_ranker_and_few_give_none()
    {
        var shop = new PlantedShop(seed: 1, Queries);
        var data = shop.Visit(searches: 1_500, Searched, dislike: 0.5);

        var first = new ClickTrainer(new ClickTraining()).Train(shop.Replay(data), CancellationToken.None);
        var second = new ClickTrainer(new ClickTraining()).Train(shop.Replay(data), CancellationToken.None);
        var few = new ClickTrainer(new ClickTraining { SearchesMin = 10_000 }).Train(shop.Replay(data), CancellationToken.None);

        second.Ranker.Linear.ShouldBe(first.Ranker.Linear);
        first.Ranker.Linear[SearchFeatures.IsAvailable].ShouldBeGreaterThan(0);
        few.Ranker.ShouldBe(SearchRanker.Fixed);
    }

    [Fact]
    public void A_weight_is_one_by_the_propensity_and_bounded()
    {
        var weights = new ClickWeights(ClickValues.Assumed, 0.25);

        weights.Of(1).ShouldBe(1, 1e-6f);
        weights.Of(3).ShouldBe(MathF.Pow(3, 0.8f), 1e-4f);
        weights.Of(40).ShouldBe(4, 1e-6f);
        ClickWeights.Alike.Of(40).ShouldBe(1);
    }

    [Fact]
    public void Clicks_belong_to_the_search_that_they_name_or_to_the_newest_that_showed_the_item()
    {
        HistoricSearch[] searches =
        [
            List("s1", 0, "a", "b"), List("s2", 10_000, "a", "c"),
            new("u", 20_000, EventType.SelectItem, "", "s1", [new HistoricPlace("a", 0)]),
        ];
        HistoricClick[] clicks =
        [
            new("u", "", "a", 20_000, EventType.SelectItem), // the same that names its search: counted once
            new("u", "", "c", 21_000, EventType.ViewItem),
            new("u", "", "z", 22_000, EventType.ViewItem),
            new("never", "", "a", 23_000, EventType.ViewItem),
        ];

        var joined = JoinedSearches.Of(new ClickDataset(clicks, [], new Dictionary<string, long>(), null) { Searches = searches }, new QueryCountsOptions());

        (joined.Searches, joined.Clicked, joined.Unjoined).ShouldBe((2, 2, 1));
        joined.Of(searches[0])!.Actions.ShouldBe([1, 0]);
        joined.Of(searches[1])!.Actions.ShouldBe([0, 1]);
    }

    private static HistoricSearch List(string id, long timeMs, params string[] items) => new(
        "u", timeMs, EventType.Search, $"query {id}", id, [.. items.Select((item, place) => new HistoricPlace(item, place + 1))]);
}
