using StreamReco.Models.Items;
using StreamReco.Models.Search.Queries;
using StreamReco.Models.Search.Ranking;
using StreamReco.Models.Search.Rules;

namespace StreamReco.Models.Tests.Search.Rules;

/// <summary>What rules by query make of an answer.</summary>
public sealed class RuledSearchTests
{
    private static readonly CatalogItem[] _items =
    [
        SearchSamples.Item("a", "usb cable", "Acme", "cables"),
        SearchSamples.Item("b", "usb cable long", "Bolt", "cables"),
        SearchSamples.Item("c", "usb cable very long", "Acme", "cables"),
        SearchSamples.Item("d", "usb cable very very long", "Coil", "cables"),
        SearchSamples.Item("e", "desk lamp", "Bolt", "lamps"),
        new("gone", "usb cable of old", null, null, 1, Available: false),
    ];

    [Fact]
    public void Without_a_rule_that_speaks_of_the_search_the_answer_is_the_same()
    {
        var plain = SearchSamples.SearchOf(_items).Search(new SearchRequest("usb cable", 10));

        var ruled = Search(Rule("r", SearchRuleKind.Bury) with { Match = Brand("Acme"), When = Query("lamp") }, "usb cable");

        SearchSamples.Bytes(ruled).ShouldBe(SearchSamples.Bytes(plain));
    }

    [Fact]
    public void A_boost_raises_by_its_places_within_the_tier_and_names_itself()
    {
        var before = SearchSamples.SearchOf(_items).Search(new SearchRequest("usb cable", 10)).Ids();
        var last = before[3];

        var answer = Search(Rule("up", SearchRuleKind.Boost) with { Match = Items(last), By = 2 }, "usb cable");

        answer.Ids()[1].ShouldBe(last);
        answer.Marks[last].Rules.ShouldBe(["up"]);
        answer.Rules.ShouldBe([new SearchRuleEffect("up", "boost", 1)]);
        answer.Ids().Order().ShouldBe(before.Order());
    }

    [Fact]
    public void An_item_that_a_rule_brought_among_the_first_says_its_reasons_too()
    {
        var last = SearchSamples.SearchOf(_items).Search(new SearchRequest("usb cable", 10)).Ids()[3];

        var answer = Ruled(Rule("up", SearchRuleKind.Boost) with { Match = Items(last), By = 9 })
            .Search(new SearchRequest("usb cable", 10) { Explain = true, ExplainMax = 1 });

        answer.Items[0].ItemId.ShouldBe(last);
        answer.Items[0].Reasons.Sum(reason => reason.Share).ShouldBe(answer.Items[0].Score, 0.001f);
    }

    [Fact]
    public void An_item_that_is_typed_by_its_id_stays_first_whatever_is_boosted()
    {
        var answer = Search(Rule("up", SearchRuleKind.Boost) with { Match = Brand("Acme", "Bolt", "Coil"), By = 400 }, "d");

        answer.Ids()[0].ShouldBe("d");
    }

    [Fact]
    public void Buried_items_stand_last()
    {
        var answer = Search(Rule("down", SearchRuleKind.Bury) with { Match = Brand("Acme") }, "usb cable");

        answer.Ids()[^2..].Order().ShouldBe(["a", "c"]);
    }

    [Fact]
    public void A_limit_lets_its_items_through_and_puts_the_rest_behind_the_others()
    {
        var answer = Search(Rule("two", SearchRuleKind.Limit) with { Match = Category("cables"), Max = 2 }, "usb cable");

        var (kept, moved) = (answer.Ids().Where(id => !answer.Marks.ContainsKey(id)).ToArray(), answer.Marks.Keys.Order().ToArray());
        kept.Count(id => Find(id)!.Category == "cables").ShouldBe(2);
        answer.Ids()[^moved.Length..].Order().ShouldBe(moved);
        answer.Rules.ShouldBe([new SearchRuleEffect("two", "limit", moved.Length)]);
    }

    [Fact]
    public void A_pin_takes_its_slot_with_its_label_also_where_the_search_did_not_find_it()
    {
        var answer = Search(
            Rule("ad", SearchRuleKind.Pin) with { Slot = 2, Label = "sponsored", Items = ["gone", "unknown", "e"] }, "usb cable");

        answer.Ids()[1].ShouldBe("e");
        answer.Marks["e"].Label.ShouldBe("sponsored");
        answer.Ids().ShouldBeUnique();
    }

    [Fact]
    public void A_filter_keeps_a_pin_out_that_it_does_not_let_through()
    {
        var filter = new SearchFilter(new Dictionary<string, IReadOnlyList<string>> { ["category"] = ["cables"] });
        var rule = Rule("ad", SearchRuleKind.Pin) with { Slot = 1, Label = "sponsored", Items = ["e", "d"] };

        var answer = Ruled(rule).Search(new SearchRequest("usb cable", 10) { Filter = filter });

        answer.Ids()[0].ShouldBe("d");
        answer.Ids().ShouldNotContain("e");
    }

    [Fact]
    public void Two_pins_of_one_slot_stand_in_the_order_of_the_file()
    {
        var rules = new SearchRules(
        [
            Rule("one", SearchRuleKind.Pin) with { Slot = 1, Label = "x", Items = ["d"] },
            Rule("two", SearchRuleKind.Pin) with { Slot = 1, Label = "y", Items = ["e"] },
        ]);

        var answer = new RuledSearch(SearchSamples.SearchOf(_items), rules, Find).Search(new SearchRequest("usb cable", 10));

        answer.Ids()[..2].ShouldBe(["d", "e"]);
    }

    [Theory]
    [InlineData("USB cables", true)]
    [InlineData("a long usb cable please", true)]
    [InlineData("usb hub cable", false)]
    [InlineData("mini-usbx cable", false)]
    public void A_redirect_is_of_searches_with_its_words_in_a_row(string query, bool isRedirected)
    {
        var words = new QueryMatch(new HashSet<string>(), ["usb cable"], new HashSet<string>());

        var answer = Search(Rule("go", SearchRuleKind.Redirect) with { Url = "/usb", When = words }, query);

        answer.Redirect.ShouldBe(isRedirected ? "/usb" : null);
        answer.Items.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_rule_can_be_of_searches_that_mean_a_category()
    {
        var meant = new QueryMatch(new HashSet<string>(), [], new HashSet<string> { "cables" });

        Search(Rule("go", SearchRuleKind.Redirect) with { Url = "/cables", When = meant }, "usb").Redirect.ShouldBe("/cables");
        Search(Rule("go", SearchRuleKind.Redirect) with { Url = "/cables", When = meant }, "lamp").Redirect.ShouldBeNull();
    }

    [Fact]
    public void Any_rules_keep_every_item_once_and_the_same_search_gives_the_same_bytes()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var random = new Random(seed);
            var items = Enumerable.Range(0, 200).Select(i => SearchSamples.RandomItem($"i{i}", random)).ToDictionary(item => item.ItemId);
            var search = new ProductSearch(SearchSamples.IndexOf(items.Values), SearchRanker.Fixed);
            var rules = new SearchRules([.. Enumerable.Range(0, 6).Select(i => RandomRule($"r{i}", random))]);
            var ruled = new RuledSearch(search, rules, items.GetValueOrDefault);
            var query = SearchSamples.RandomQuery(random);

            var plain = search.Search(new SearchRequest(query, 300));
            var answer = ruled.Search(new SearchRequest(query, 300));

            answer.Ids().ShouldBeUnique();
            answer.Ids().Order().ShouldBe(
                plain.Ids().Concat(answer.Marks.Where(mark => mark.Value.Label is not null).Select(mark => mark.Key)).Distinct().Order(),
                $"seed {seed}");
            SearchSamples.Bytes(ruled.Search(new SearchRequest(query, 300))).ShouldBe(SearchSamples.Bytes(answer));
        }
    }

    private static SearchRule RandomRule(string name, Random random) => random.Next(4) switch
    {
        0 => Rule(name, SearchRuleKind.Boost) with { Match = Brand($"brand{random.Next(5)}"), By = random.Next(1, 100) },
        1 => Rule(name, SearchRuleKind.Bury) with { Match = Category($"category {random.Next(4)}") },
        2 => Rule(name, SearchRuleKind.Limit) with { Match = Brand($"brand{random.Next(5)}"), Max = random.Next(1, 5) },
        _ => Rule(name, SearchRuleKind.Pin) with { Slot = random.Next(1, 50), Label = "ad", Items = [$"i{random.Next(250)}"] },
    };

    private static SearchAnswer Search(SearchRule rule, string query) => Ruled(rule).Search(new SearchRequest(query, 10));

    private static RuledSearch Ruled(SearchRule rule) => new(SearchSamples.SearchOf(_items), new SearchRules([rule]), Find);

    private static CatalogItem? Find(string id) => Array.Find(_items, item => item.ItemId == id);

    private static SearchRule Rule(string name, SearchRuleKind kind) => new(name, kind);

    private static QueryMatch Query(string key) => new(new HashSet<string> { key }, [], new HashSet<string>());

    private static ItemMatch Items(params string[] ids) => new(new HashSet<string>(ids), new HashSet<string>(), new HashSet<string>());

    private static ItemMatch Category(params string[] names) => new(new HashSet<string>(), new HashSet<string>(names), new HashSet<string>());

    private static ItemMatch Brand(params string[] names) => new(new HashSet<string>(), new HashSet<string>(), new HashSet<string>(names));
}
