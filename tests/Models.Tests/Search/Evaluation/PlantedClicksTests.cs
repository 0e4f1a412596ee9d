using StreamReco.Models.Search.Evaluation;

namespace StreamReco.Models.Tests.Search.Evaluation;

public sealed class PlantedClicksTests
{
    [Fact]
    public void Clicks_find_the_planted_order_and_the_examinations_again()
    {
        var random = new Random(2);
        var items = Enumerable.Range(0, 60).Select(i => SearchSamples.Item($"i{i:D2}", $"word{i % 6} thing")).ToArray();
        var queries = Enumerable.Range(0, 6).Select(query => new JudgedQuery(
            $"word{query}", items.Where((_, i) => i % 6 == query).ToDictionary(item => item.ItemId, _ => random.Next(4)))).ToArray();
        var result = new PlantedClicks(SearchSamples.SearchOf(items), queries, 1).Run(30_000, CancellationToken.None);
        result.Corrected.ShouldBeGreaterThan(result.Shown + 0.05);
        result.Corrected.ShouldBeGreaterThan(result.Bound - 0.03);
        result.PropensityError.ShouldBeLessThan(0.5);
        result.FollowedWithin.ShouldBeInRange(1, 15_000);
    }
}
