using StreamReco.Models.Onnx;
using StreamReco.Models.Scoring;
using StreamReco.Models.Search.Ranking;

namespace StreamReco.Models.Tests.Search.Ranking;

public sealed class SearchGraphTests
{
    [Fact]
    public void A_ranker_of_search_is_a_graph_of_the_ranker_of_recommendations()
    {
        var random = new Random(3);
        var search = new ProductSearch(
            SearchSamples.IndexOf(Enumerable.Range(0, 400).Select(i => SearchSamples.RandomItem($"i{i}", random))), SearchRanker.Fixed);
        using var graph = OnnxScorers.OfRanker(
            RankerGraphWriter.Write(SearchFeatures.Layout, SearchRanker.Fixed), SearchFeatures.Layout,
            new OnnxScorerOptions { Provider = "cpu" });
        for (var run = 0; run < 10; run++)
        {
            search.Describe(new SearchRequest(SearchSamples.RandomQuery(random), 10), (ids, request) =>
            {
                graph.Score([request]);
                var scores = request.Scores[..ids.Count];
                SearchRanker.Fixed.Score(request);
                scores.ShouldBe(request.Scores[..ids.Count], 1e-4);
            });
        }
    }
}
