using StreamReco.Models.Data;
using StreamReco.Models.Events;
using StreamReco.Models.Items;
using StreamReco.Models.Search.Counts;
using StreamReco.Models.Search.Queries;
using StreamReco.Models.Search.Ranking;
using StreamReco.Models.Search.Training;
using StreamReco.Models.Users;
using StreamReco.TestKit.Scoring;

namespace StreamReco.Models.Tests.Search.Training;

/// <summary>What a ranker of clicks is trained on is what a node would have given it for the same search.</summary>
public sealed class SearchReplayTests
{
    private const long StartMs = 1_800_000_000_000;
    private const string Person = "anna";
    private const int Collected = 200; // events between two collections of counts in a replay
    private const int Searches = 68; // of three events each: the last one is described after one collection

    private static readonly CatalogItem[] _items =
    [
        .. Enumerable.Range(0, 8).Select(i => SearchSamples.Item($"i{i}", $"lamp number{i}x", $"b{i % 2}", $"c{i % 3}", 10 + i)),
    ];

    [Fact]
    public void A_search_has_the_same_features_in_training_as_in_a_node()
    {
        var data = Data(searches: Searches);
        var index = SearchSamples.IndexOf(_items);
        var joined = JoinedSearches.Of(data, new QueryCountsOptions());
        var trained = new SearchReplay(index, SmallModel.Create().Items, null, Find, new SearchReplayOptions())
            .Run(data, joined, new ClickWeights(joined.Values), CancellationToken.None)[^1];

        var (signals, last) = (SignalsOf(data, Collected), data.Searches.Last(search => search.IsList));
        var served = new List<float>();
        new ProductSearch(index, SearchRanker.Fixed) { Clicks = signals }.Describe(
            new SearchRequest(last.Query, 20) { Person = new PersonHistory(TouchesOf(data.Clicks.SkipLast(1)), 0, []).Read(Find, null) },
            (ids, request) => served.AddRange(last.Items.SelectMany(item => request.FeaturesOf(ids.ToList().IndexOf(item.ItemId)).ToArray())));

        trained.Features.ShouldBe(served);
        foreach (var feature in (int[])[SearchFeatures.ClickValue, SearchFeatures.Popularity, SearchFeatures.BrandTaste, SearchFeatures.Seen])
        {
            served.Where((_, at) => at % SearchFeatures.Count == feature).ShouldContain(value => value != 0, SearchFeatures.Names[feature]);
        }

        foreach (var feature in (int[])[SearchFeatures.TasteGated, SearchFeatures.BrandGated, SearchFeatures.PriceGated])
        {
            served.Where((_, at) => at % SearchFeatures.Count == feature).ShouldAllBe(value => value == 0, SearchFeatures.Names[feature]);
        }
    }

    [Fact]
    public void Counts_are_kept_and_words_understood_as_a_node_is_told_to()
    {
        var data = Data(searches: Searches);
        var joined = JoinedSearches.Of(data, new QueryCountsOptions());
        ClickedQuery LastOf(SearchReplayOptions options) =>
            new SearchReplay(SearchSamples.IndexOf(_items), SmallModel.Create().Items, null, Find, options)
                .Run(data, joined, new ClickWeights(joined.Values), CancellationToken.None)[^1];

        LastOf(new SearchReplayOptions()).Features[SearchFeatures.ClickEvidence].ShouldBeGreaterThan(0);
        LastOf(new SearchReplayOptions { Counts = new QueryCountsOptions { SearchesMax = 0 } }).Features[SearchFeatures.ClickEvidence].ShouldBe(0);
        var few = LastOf(new SearchReplayOptions { Counts = new QueryCountsOptions { SearchesMax = 5 } }).Features[SearchFeatures.ClickEvidence];
        few.ShouldBeLessThan(LastOf(new SearchReplayOptions()).Features[SearchFeatures.ClickEvidence]);

        var other = Data(searches: Searches, query: "luminaire");
        var found = JoinedSearches.Of(other, new QueryCountsOptions());
        int Described(Synonyms synonyms) => new SearchReplay(
            SearchSamples.IndexOf(_items), SmallModel.Create().Items, null, Find, new SearchReplayOptions { Synonyms = synonyms })
            .Run(other, found, new ClickWeights(found.Values), CancellationToken.None).Count;
        Described(Synonyms.None).ShouldBe(0);
        Described(Synonyms.Parse(["luminaire => lamp"])).ShouldBe(Searches);
    }

    [Fact]
    public void Searches_older_than_so_many_days_before_the_latest_are_counted_and_not_learned_from()
    {
        var shop = new PlantedShop(seed: 3, queries: 10);
        var data = shop.Visit(searches: 2_000, searched: 10, dislike: 0.5); // one a minute
        var all = shop.Replay(data, options: new SearchReplayOptions { Days = 0 });
        var day = shop.Replay(data, options: new SearchReplayOptions { Days = 1 });

        ((double)day.Count / all.Count).ShouldBe(1_440 / 2_000.0, 0.05);
        day[0].Features.ShouldBe(all[^day.Count].Features, "what was before is known all the same");
        shop.Replay(data).Count.ShouldBe(all.Count);
    }

    private static CatalogItem? Find(string itemId) => _items.FirstOrDefault(item => item.ItemId == itemId);

    /// <summary>One who searches again and again, and clicks the item of a brand.</summary>
    private static ClickDataset Data(int searches, string query = "lamp")
    {
        var (events, clicks) = (new List<HistoricSearch>(), new List<HistoricClick>());
        for (var i = 0; i < searches; i++)
        {
            var (id, atMs, clicked) = ($"s{i}", StartMs + (i * 60_000L), $"i{(i % 2) * 2}");
            events.Add(new HistoricSearch(
                Person, atMs, EventType.Search, query, id, [.. _items.Take(4).Select((item, place) => new HistoricPlace(item.ItemId, place + 1))]));
            events.Add(new HistoricSearch(Person, atMs + 1_000, EventType.SelectItem, "", id, [new HistoricPlace(clicked, 0)]));
            clicks.Add(new HistoricClick(Person, id, clicked, atMs + 1_000, EventType.SelectItem));
        }

        return new ClickDataset(clicks, _items, new Dictionary<string, long>(), null) { Searches = events };
    }

    /// <summary>What the shard of a user says of them, as <c>HistoryQuery</c> is answered.</summary>
    private static PersonTouch[] TouchesOf(IEnumerable<HistoricClick> clicks)
    {
        var (user, done) = (new UserState(Person, new UserStateOptions()), new ClickEvent());
        foreach (var click in clicks)
        {
            done.Clear();
            (done.Type, done.EventTimeMs) = (click.Type, click.TimeMs);
            done.SetUserId(Person);
            done.AddItem(new ItemTouch(click.ItemId, null, double.NaN, 1));
            user.Apply(done, SmallModel.Create().Items);
        }

        return [.. Enumerable.Range(0, user.Recent.Count).Select(i => new PersonTouch(
            user.Recent[i].ItemId, user.Recent[i].Type == EventType.Purchase, user.Recent[i].TimeMs))];
    }

    /// <summary>What a node has collected of a shard that folded so many events.</summary>
    private static LiveSignals SignalsOf(ClickDataset data, int events)
    {
        var (counts, signals, sums, folded) = (new QueryCounts(), new LiveSignals(), new ShardSums(), 0);
        foreach (var search in data.Searches)
        {
            if (folded >= events)
            {
                break;
            }

            if (search.IsList)
            {
                counts.Apply(new SearchRecord(
                    search.SearchId, Person, search.Query, search.TimeMs, [.. search.Items.Select(item => new ShownItem(item.ItemId, item.Position))]));
            }
            else
            {
                counts.Apply(Person, search.Items[0].ItemId, search.SearchId, search.TimeMs, SearchAction.Click);
                folded++; // the click itself, which names no search of its own
            }

            folded++;
        }

        signals.Update(sums, sums.Take(0, counts.Changes.Since(counts, 0, 0, int.MaxValue, new QueryHasher())));
        return signals;
    }
}
