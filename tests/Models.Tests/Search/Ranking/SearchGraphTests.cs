using StreamReco.Models.Onnx;
using StreamReco.Models.Ranking;
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

    [Fact]
    public async Task A_search_by_the_graph_has_the_bits_of_offline_scores_whoever_shares_its_batch()
    {
        var random = new Random(7);
        var index = SearchSamples.IndexOf(Enumerable.Range(0, 300).Select(i => SearchSamples.RandomItem($"i{i}", random)));
        var search = new ProductSearch(index, SearchRanker.Fixed, new SearchOptions { RankedHead = SearchFeatures.Candidates });
        var learned = Learned(random);
        var queries = Enumerable.Range(0, 9).Select(_ => SearchSamples.RandomQuery(random)).ToArray();
        using var graph = OnnxScorers.OfRanker(
            RankerGraphWriter.Write(SearchFeatures.Layout, learned), SearchFeatures.Layout,
            new OnnxScorerOptions { Provider = "cpu", BatchSizeMax = 8, IntraOpThreads = 1 });
        var others = new List<RankRequest>();
        foreach (var query in queries)
        {
            search.Describe(new SearchRequest(query, 50), (_, request) => others.Add(Copy(request)));
        }

        foreach (var (query, at) in queries.Select((query, at) => (query, at)))
        {
            Dictionary<string, float> offline = [];
            search.Describe(new SearchRequest(query, 50), (ids, request) =>
            {
                graph.Score([request]);
                offline = ids.Select((id, i) => (id, request.Scores[i])).ToDictionary(pair => pair.id, pair => pair.Item2);
            });
            var ranker = GraphRanker.Of("learned", new TrainedRanker(SearchFeatures.Layout, learned, default), (request, _) =>
            {
                graph.Score([.. others.Take(at % 8), request]);
                return Task.CompletedTask;
            });

            var answer = await search.SearchAsync(new SearchRequest(query, 50) { Explain = true }, [], ranker, default);

            foreach (var item in answer.Items.Where(item => item.Tier <= SearchTier.Popular && offline.ContainsKey(item.ItemId)))
            {
                BitConverter.SingleToInt32Bits(item.Score).ShouldBe(BitConverter.SingleToInt32Bits(offline[item.ItemId]), query);
            }

            answer.Items.Count.ShouldBeGreaterThan(0);
            answer.Items.Zip(answer.Items.Skip(1)).ShouldAllBe(pair => pair.First.Tier < pair.Second.Tier || pair.First.Score >= pair.Second.Score);
        }
    }

    /// <summary>Weights that no feature is without.</summary>
    private static RankerModel Learned(Random random)
    {
        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() - 0.5f) / 4)];
        var fixedMix = SearchRanker.Fixed;
        return new RankerModel(
            fixedMix.Features, fixedMix.Hidden, Draw(fixedMix.Linear.Length), Draw(fixedMix.HiddenWeights.Length),
            Draw(fixedMix.HiddenBias.Length), Draw(fixedMix.OutputWeights.Length));
    }

    private static RankRequest Copy(RankRequest request)
    {
        var copy = new RankRequest(SearchFeatures.Layout) { Count = request.Count, LengthClass = request.LengthClass };
        request.Features.CopyTo(copy.Features, 0);
        return copy;
    }
}
