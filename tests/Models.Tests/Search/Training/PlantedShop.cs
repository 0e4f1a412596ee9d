using StreamReco.Models.Data;
using StreamReco.Models.Events;
using StreamReco.Models.Items;
using StreamReco.Models.Ranking;
using StreamReco.Models.Search.Evaluation;
using StreamReco.Models.Search.Indexing;
using StreamReco.Models.Search.Ranking;
using StreamReco.Models.Search.Training;
using StreamReco.TestKit.Scoring;

namespace StreamReco.Models.Tests.Search.Training;

/// <summary>
/// A shop whose visitors look at places by rank^-0.8 and click what can be bought more often, which the fixed mix does not know; the
/// order that it shows goes by the length of names. Some of the queries are never searched by anybody.
/// </summary>
internal sealed class PlantedShop
{
    private const int ItemsPerQuery = 12;
    private const int Listed = 10;
    private const double Decay = 0.8;

    private readonly Random _random;
    private readonly int _queries;
    private readonly ProductSearch _search;

    public PlantedShop(int seed, int queries)
    {
        (_random, _queries) = (new Random(seed), queries);
        Items = [.. Enumerable.Range(0, queries * ItemsPerQuery).Select(i => ItemOf(i / ItemsPerQuery, i))];
        Index = SearchSamples.IndexOf(Items);
        _search = new ProductSearch(Index, SearchRanker.Fixed);
    }

    public CatalogItem[] Items { get; }

    public SearchIndex Index { get; }

    /// <summary>Searches of the first queries with their clicks, as events.</summary>
    /// <param name="searches">How many.</param>
    /// <param name="searched">Queries that somebody searches for.</param>
    /// <param name="dislike">How much less often an item is clicked that cannot be bought.</param>
    public ClickDataset Visit(int searches, int searched, double dislike)
    {
        var (events, clicks) = (new List<HistoricSearch>(), new List<HistoricClick>());
        var byId = Items.ToDictionary(item => item.ItemId, StringComparer.Ordinal);
        for (var i = 0; i < searches; i++)
        {
            var (user, query, id, time) = ($"u{_random.Next(500)}", $"word{_random.Next(searched)}x", $"s{i}", 1_800_000_000_000 + (i * 60_000L));
            string[] shown = [.. _search.Search(new SearchRequest(query, Listed)).Items.Select(item => item.ItemId)];
            events.Add(new HistoricSearch(
                user, time, EventType.Search, query, id, [.. shown.Select((item, place) => new HistoricPlace(item, place + 1))]));
            for (var place = 0; place < shown.Length; place++)
            {
                var attraction = byId[shown[place]].Available ? 0.4 : 0.4 * dislike;
                if (_random.NextDouble() < Math.Pow(place + 1, -Decay) * attraction)
                {
                    events.Add(new HistoricSearch(
                        user, time + 1_000, EventType.SelectItem, "", id, [new HistoricPlace(shown[place], place + 1)]));
                    clicks.Add(new HistoricClick(user, id, shown[place], time + 1_000, EventType.SelectItem));
                }
            }
        }

        return new ClickDataset(clicks, Items, new Dictionary<string, long>(), null) { Searches = events };
    }

    /// <summary>The searches with clicks as they are learned from.</summary>
    public IReadOnlyList<ClickedQuery> Replay(ClickDataset data, ClickWeights? weights = null, SearchReplayOptions? options = null)
    {
        options ??= new SearchReplayOptions();
        var joined = JoinedSearches.Of(data, options.Counts);
        var byId = Items.ToDictionary(item => item.ItemId, StringComparer.Ordinal);
        var space = SmallModel.Create().Items;
        return new SearchReplay(Index, space, model: null, byId.GetValueOrDefault, options)
            .Run(data, joined, weights ?? new ClickWeights(joined.Values), CancellationToken.None);
    }

    /// <summary>nDCG@10 of the queries that nobody searched for; what can be bought is right.</summary>
    public double NdcgOf(RankerModel ranker, int searched)
    {
        var search = new ProductSearch(Index, ranker);
        return Enumerable.Range(searched, _queries - searched).Average(query =>
        {
            var ratings = Items.Skip(query * ItemsPerQuery).Take(ItemsPerQuery).ToDictionary(item => item.ItemId, item => item.Available ? 3 : 0);
            return QueryFigures.Of(search.Search(new SearchRequest($"word{query}x", 100)).Ids(), ratings).Ndcg;
        });
    }

    private CatalogItem ItemOf(int query, int number) => SearchSamples.Item(
        $"i{number:D5}",
        string.Join(' ', Enumerable.Range(0, _random.Next(1, 9)).Select(word => word == 0 ? $"word{query}x" : $"filler{_random.Next(90)}x")),
        price: _random.Next(5, 50)) with
    { Available = _random.Next(2) == 0 };
}
