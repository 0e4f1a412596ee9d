using System.Runtime.CompilerServices;
using StreamReco.Models.Search.Indexing;
using StreamReco.Models.Search.Queries;
using StreamReco.Models.Search.Ranking;

namespace StreamReco.Models.Tests.Search.Ranking;

public sealed class ProductSearchTests
{
    [Fact]
    public void A_page_is_a_cut_of_one_list()
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var random = new Random(seed);
            var search = new ProductSearch(
                SearchSamples.IndexOf(Enumerable.Range(0, 900).Select(i => SearchSamples.RandomItem($"i{i}", random))),
                SearchRanker.Fixed);
            var query = SearchSamples.RandomQuery(random);
            var whole = search.Search(new SearchRequest(query, 900)).Ids();
            whole.ShouldBeUnique();
            foreach (var take in new[] { 0, 1, 7, 100, 299, 300, 301, 450 })
            {
                search.Search(new SearchRequest(query, take)).Ids().ShouldBe(whole.Take(take), $"seed {seed}, {query}, {take}");
            }
        }
    }

    [Fact]
    public void A_search_that_waits_for_the_next_holds_nothing_of_the_index_before()
    {
        var search = new ProductSearch(SearchSamples.IndexOf([]), SearchRanker.Fixed);

        var segment = SearchElsewhere(search);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        segment.TryGetTarget(out _).ShouldBeFalse("its segments may have been merged into others since");
        search.Search(new SearchRequest("lamp", 10)).Items.ShouldBeEmpty();
    }

    /// <summary>Searches an index that is gone afterwards.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference<Segment> SearchElsewhere(ProductSearch search)
    {
        var view = SearchSamples.IndexOf(
            Enumerable.Range(0, 300).Select(i => SearchSamples.Item($"i{i}", $"lamp shade number{i % 7}x", "b", "c", 5)),
            new SearchSettings { HeadDocumentsMax = 50 }).Current;
        foreach (var query in (string[])["lamp", "shade lamp", "lmap", "number3x lamp", "nothing"])
        {
            search.Search(view, new SearchRequest(query, 20) { Facets = ["brand"], Explain = true, ExplainMax = 5 });
        }

        return new WeakReference<Segment>(view.States[0].Segment);
    }

    [Fact]
    public void Facet_counts_are_what_the_filter_then_returns()
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var random = new Random(seed);
            var search = new ProductSearch(
                SearchSamples.IndexOf(
                    Enumerable.Range(0, 400).Select(i => SearchSamples.RandomItem($"i{i}", random)),
                    new SearchSettings { HeadDocumentsMax = 50 }),
                SearchRanker.Fixed);
            var query = SearchSamples.RandomQuery(random);
            var filter = Filter("attributes.colour", "red") with { PriceFrom = 50 };
            foreach (var field in new[] { SegmentFacets.Brand, SegmentFacets.Category, "attributes.size", "attributes.colour" })
            {
                var answer = search.Search(new SearchRequest(query, 10) { Facets = [field], Filter = filter });
                foreach (var (value, count) in answer.Facets[field])
                {
                    var values = new Dictionary<string, IReadOnlyList<string>>(filter.Values) { [field] = [value] };
                    var narrowed = search.Search(new SearchRequest(query, 900) { Filter = filter with { Values = values } });
                    narrowed.Total.ShouldBe(count, $"seed {seed}, {query}, {field} {value}");
                    narrowed.Items.Count(item => item.Tier == SearchTier.Text).ShouldBe(count, $"seed {seed}, {query}");
                }
            }
        }
    }

    [Fact]
    public void An_item_with_all_words_as_typed_is_never_below_one_found_by_another_spelling()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var random = new Random(seed);
            var index = SearchSamples.IndexOf(Enumerable.Range(0, 60).Select(i => SearchSamples.RandomItem($"i{i:D2}", random)));
            index.Upsert(SearchSamples.Item("typed", "labtop keybord"));
            index.Publish();
            var search = new ProductSearch(index, SearchRanker.Fixed);
            search.Search(new SearchRequest("labtop keybord", 5)).Ids()[0].ShouldBe("typed", $"seed {seed}");
            search.Search(new SearchRequest("labtop", 5)).Rewrites.ShouldNotContain(rewrite => rewrite.Kind == RewriteKinds.Spelling);
        }
    }

    [Theory]
    [InlineData("latpop", "laptop", RewriteKinds.Spelling)]
    [InlineData("wireless keyb", "wireless keyboard", RewriteKinds.Prefix)]
    [InlineData("key board", "keyboard", RewriteKinds.Compound)]
    [InlineData("4012345678901", "laptop", RewriteKinds.Code)]
    [InlineData("401-2345 678901", "laptop", RewriteKinds.Code)]
    [InlineData("notebook sleeve", "laptop case", RewriteKinds.Synonym)]
    public void A_rewrite_finds_the_item_and_is_named(string query, string name, string kind)
    {
        var index = SearchSamples.IndexOf(
        [
            SearchSamples.Item("1", "laptop") with { Codes = ["4012345678901"] },
            SearchSamples.Item("2", "laptop case"),
            SearchSamples.Item("3", "wireless keyboard"),
            SearchSamples.Item("4", "keyboard"),
            SearchSamples.Item("5", "green tea"),
        ]);
        var search = new ProductSearch(index, SearchRanker.Fixed, synonyms: Synonyms.Parse(["notebook sleeve => laptop case", "tea, chai"]));
        var answer = search.Search(new SearchRequest(query, 3));
        index.Current.States[0].Segment.Items.Single(item => item.ItemId == answer.Items[0].ItemId).Name.ShouldBe(name);
        answer.Rewrites.ShouldContain(rewrite => rewrite.Kind == kind);
    }

    [Theory]
    [InlineData("mouse", "mouse", "mouse pad", "Mouse pad")]
    [InlineData("case", "red case", "tie for your case", "Neck tie")]
    public void An_item_whose_name_only_mentions_the_word_goes_below(string query, string better, string worse, string category)
    {
        var search = SearchSamples.SearchOf(
            SearchSamples.Item("a", worse, category: category), SearchSamples.Item("b", better), SearchSamples.Item("c", "green tea"));
        search.Search(new SearchRequest(query, 2)).Ids().ShouldBe(["b", "a"]);
    }

    [Fact]
    public void Nothing_but_a_filter_makes_an_answer_empty()
    {
        var search = SearchSamples.SearchOf(SearchSamples.Item("a", "laptop", "acme"), SearchSamples.Item("b", "mouse"));
        foreach (var query in new[] { "zzzzqq", "", "  ", "!!!", "the", "laptop zzzz" })
        {
            search.Search(new SearchRequest(query, 5)).Items.ShouldNotBeEmpty(query);
        }

        search.Search(new SearchRequest("zzzzqq", 5)).Fallback.ShouldBe("popular");
        search.Search(new SearchRequest("laptop zzzz", 5)).Fallback.ShouldBe("or");
        search.Search(new SearchRequest("laptop", 5) { Filter = Filter(SegmentFacets.Brand, "nobody") }).Items.ShouldBeEmpty();
    }

    [Fact]
    public void The_shares_of_the_reasons_of_a_linear_ranker_add_up_to_the_score()
    {
        var random = new Random(5);
        var search = new ProductSearch(
            SearchSamples.IndexOf(Enumerable.Range(0, 50).Select(i => SearchSamples.RandomItem($"i{i}", random))), SearchRanker.Fixed);
        foreach (var item in search.Search(new SearchRequest("red laptop", 10) { Explain = true }).Items)
        {
            item.Reasons.ShouldNotBeEmpty();
            item.Reasons.Sum(reason => reason.Share).ShouldBe(item.Score, 1e-4f);
        }
    }

    [Fact]
    public void Behind_the_first_items_a_list_is_fused_of_the_ranker_s_order_and_the_best_field_s()
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var random = new Random(seed);
            var index = SearchSamples.IndexOf(Enumerable.Range(0, 300).Select(i => SearchSamples.RandomItem($"i{i}", random)));
            var query = SearchSamples.RandomQuery(random);
            var ranked = new ProductSearch(index, SearchRanker.Fixed, new SearchOptions { RankedHead = SearchFeatures.Candidates })
                .Search(new SearchRequest(query, 400)).Ids();
            var fused = new ProductSearch(index, SearchRanker.Fixed).Search(new SearchRequest(query, 400)).Ids();
            fused.Take(20).ShouldBe(ranked.Take(20), $"seed {seed}, {query}");
            fused.Order(StringComparer.Ordinal).ShouldBe(ranked.Order(StringComparer.Ordinal), $"seed {seed}, {query}");
        }
    }

    [Fact]
    public void An_item_of_which_a_short_field_is_all_about_the_word_stands_before_one_that_mentions_it_everywhere()
    {
        var index = SearchSamples.IndexOf(
        [
            SearchSamples.Item("a", "lamp shade holder with clips and screws in white for any room", category: "lamp"),
            SearchSamples.Item("b", "tea"),
        ]);
        var segment = index.Current.States[0].Segment;
        var place = segment.PostingOf(segment.Terms.Find("lamp"), 0);
        var alone = 1 / (0.5f + (0.5f / 1.5f)); // one word in the field of categories
        segment.BestImpacts[place].ShouldBe((byte)MathF.Round(255 * alone / (0.4f + alone)));
    }

    [Fact]
    public async Task A_lent_list_is_filled_with_the_answer_s_items()
    {
        var random = new Random(2);
        var search = new ProductSearch(
            SearchSamples.IndexOf(Enumerable.Range(0, 100).Select(i => SearchSamples.RandomItem($"i{i}", random))), SearchRanker.Fixed);
        var items = new List<FoundItem>();
        foreach (var query in (string[])["laptop", "red mouse", "zzzzqq"])
        {
            (await search.SearchAsync(new SearchRequest(query, 50), items, null, default)).Items.ShouldBeSameAs(items);
            items.Select(item => item.ItemId).ShouldBe(search.Search(new SearchRequest(query, 50)).Ids());
        }
    }

    [Fact]
    public void Searches_from_many_threads_give_the_answers_of_one()
    {
        var random = new Random(9);
        var search = new ProductSearch(
            SearchSamples.IndexOf(Enumerable.Range(0, 500).Select(i => SearchSamples.RandomItem($"i{i}", random))), SearchRanker.Fixed);
        var queries = Enumerable.Range(0, 200).Select(_ => SearchSamples.RandomQuery(random)).ToArray();
        var alone = queries.Select(query => SearchSamples.Bytes(search.Search(new SearchRequest(query, 20)))).ToArray();
        var together = new string[queries.Length];
        Parallel.For(0, queries.Length, i => together[i] = SearchSamples.Bytes(search.Search(new SearchRequest(queries[i], 20))));
        together.ShouldBe(alone);
    }

    [Fact]
    public void Synonyms_that_cannot_be_read_name_their_line() =>
        Should.Throw<FormatException>(() => Synonyms.Parse(["# fine", "alone"])).Message.ShouldContain("Line 2 of the synonyms is 'alone'");

    private static SearchFilter Filter(string field, params string[] values) =>
        new(new Dictionary<string, IReadOnlyList<string>> { [field] = values });
}
