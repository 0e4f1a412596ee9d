using FsCheck;
using FsCheck.Fluent;
using StreamReco.Models.Items;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Recommendations;
using StreamReco.Stages.Recommendations.Rules;

namespace StreamReco.Stages.Tests.Recommendations;

/// <summary>What each rule does to an answer, and that the answer says so.</summary>
public sealed class RerankRulesTests
{
    private const long T = Requests.NowMs;

    private readonly CatalogTable _catalog = new();
    private readonly RerankOptions _options = new() { Items = 4, DiversityLambda = 1 };

    [Fact]
    public void A_boosted_item_rises_by_its_share_of_the_distance_and_says_so()
    {
        var (answer, trace) = Rank(new RerankRule("spring", RuleKind.Boost) { By = 1, Match = Of("i6") });

        answer.Select(item => item.ItemId).ShouldBe(["i6", "i0", "i1", "i2"]);
        answer.Where(item => item.Rules != 0).Select(item => item.ItemId).ShouldBe(["i6"]);
        trace.ShouldBe(["spring raised 1"]);
    }

    [Fact]
    public void Buried_items_come_behind_all_others()
    {
        _options.Items = 11;
        var (answer, trace) = Rank(new RerankRule("old", RuleKind.Bury) { Match = Of("i0", "i1") });

        answer.Select(item => item.ItemId).TakeLast(2).ShouldBe(["i11", "i0"]);
        trace.ShouldBe(["old buried 2"]);

        _options.Items = 12;
        Rank(new RerankRule("old", RuleKind.Bury) { Match = Of("i0", "i1") }).Answer
            .Select(item => item.ItemId).TakeLast(2).ShouldBe(["i0", "i1"]);
    }

    [Fact]
    public void A_pinned_item_stands_in_its_slot_up_to_the_cap()
    {
        var first = Pin("ad", 2, "gone", "i9");
        _catalog.Put(new CatalogItem("gone", "gone", null, null, 1, Available: false));

        var (answer, trace) = Rank([first, Pin("more", 3, "i8"), Pin("none", 4, "gone")], labelledMax: 1);

        answer.Select(item => (item.ItemId, item.Kind)).ShouldBe(
            [("i0", ReasonKind.Taste), ("i9", ReasonKind.Pinned), ("i1", ReasonKind.Taste), ("i2", ReasonKind.Taste)]);
        trace.ShouldBe(["ad pinned 1", "more capped 1", "none capped 1"]);
        Rank([Pin("none", 4, "gone")], labelledMax: 1).Trace.ShouldBe(["none unfilled 1"]);
    }

    [Fact]
    public void A_limit_counts_each_category_pinned_items_included()
    {
        var limit = new RerankRule("one", RuleKind.Limit) { Max = 1 };

        var (answer, trace) = Rank([limit, Pin("ad", 1, "i3")], labelledMax: 1);

        answer.Select(item => item.ItemId).ShouldBe(["i3", "i1", "i2"]);
        trace.ShouldBe(["one left_out 9", "ad pinned 1"]);
    }

    [Fact]
    public void A_limit_may_speak_of_some_items_only()
    {
        var limit = new RerankRule("two", RuleKind.Limit) { Max = 2, Match = Of("i0", "i1", "i2", "i3") };
        Rank(limit).Answer.Select(item => item.ItemId).ShouldBe(["i0", "i1", "i4", "i5"]);
    }

    [Fact]
    public void What_was_bought_is_left_out_where_a_rule_says_so()
    {
        _options.Seen = SeenPolicy.Keep;
        var request = Requests.Make([("i0", T), ("i1", T + 1)], Requests.Falling(), bought: ["i1"]);

        var (answer, trace) = Rank([new RerankRule("bought", RuleKind.Bought)], 0, request);

        answer.Select(item => item.ItemId).ShouldBe(["i0", "i2", "i3", "i4"]);
        trace.ShouldBe(["bought left_out 1"]);
    }

    [Fact]
    public void Without_a_file_the_rules_that_always_hold_say_what_they_did()
    {
        _options.DiversityLambda = 0.5;
        _catalog.Put(new CatalogItem("i1", "i1", null, null, 1, Available: false));

        var (answer, trace) = Rank([], 0, Requests.Make([("i0", T)], Requests.Falling()));

        answer.Select(item => item.ItemId).ShouldBe(["i2", "i3", "i4", "i5"]);
        trace.ShouldBe(["availability left_out 1", "seen left_out 1"]);
        Rank([], 0, Requests.Make([], [(0, 10), (3, 9.9f), (1, 9.8f), (2, 0)])).Trace
            .ShouldBe(["availability left_out 1", "diversity raised 1"]);
    }

    [Fact]
    public void A_rule_that_has_to_be_broken_says_so()
    {
        var all = Requests.Make([.. Enumerable.Range(0, 12).Select(i => ($"i{i}", T + i))], Requests.Falling());

        var (answer, trace) = Rank([], 0, all);

        answer.Count.ShouldBe(4);
        answer.ShouldAllBe(item => item.Rules == 2);
        trace.ShouldBe(["seen left_out 12", "seen broken 4"]);
    }

    /// <summary>Whatever the rules and candidates: no limit is passed, no item twice, pins by their cap, buried last, nothing silent.</summary>
    [Fact]
    public void Any_rules_hold_for_any_candidates()
    {
        var someItems = Gen.Choose(0, 11).Select(i => $"i{i}").ArrayOf(3);
        var rule = Gen.OneOf(
            from items in someItems from tenth in Gen.Choose(1, 10) select new RerankRule("b", RuleKind.Boost) { By = tenth / 10f, Match = Of(items) },
            from items in someItems select new RerankRule("u", RuleKind.Bury) { Match = Of(items) },
            from items in someItems from slot in Gen.Choose(1, 4) select Pin("p", slot, items),
            from max in Gen.Choose(1, 3) select new RerankRule("l", RuleKind.Limit) { Max = max },
            from items in someItems from max in Gen.Choose(1, 3) select new RerankRule("m", RuleKind.Limit) { Max = max, Match = Of(items) });
        var rules = rule.ArrayOf().Resize(6).Select(all => all.Select((one, i) => one with { Name = $"{one.Name}{i}" }).ToArray());
        var scores = from count in Gen.Choose(0, 12)
                     from values in Gen.Choose(-20, 20).ArrayOf(count)
                     from rows in Gen.Shuffle(Enumerable.Range(0, 12).ToArray())
                     select values.OrderDescending().Zip(rows, (score, row) => (Row: row, Score: score / 4f)).ToArray();
        var tenths = Gen.Choose(0, 10).Select(lambda => lambda / 10.0);
        Prop.ForAll(rules.ToArbitrary(), scores.ToArbitrary(), tenths.ToArbitrary(), (all, scored, lambda) =>
        {
            _options.DiversityLambda = lambda;
            var rerankRules = new RerankRules(_options, all, 1);
            var stage = new RerankStage(_options, rerankRules, Requests.Model, _catalog);
            RankedItem[] answer = [.. stage.Rank(Requests.Make([("i0", T)], scored))];

            answer.Select(item => item.ItemId).ShouldBeUnique();
            answer.Length.ShouldBeInRange(1, 4);
            answer.Count(item => item.Kind == ReasonKind.Pinned).ShouldBeLessThanOrEqualTo(1);
            answer.ShouldNotContain(item => item.ItemId == "i0");
            foreach (var limit in all.Where(one => one.Kind == RuleKind.Limit))
            {
                HoldsIn(answer, limit).ShouldBeTrue();
            }

            var organic = answer.Where(item => item.Kind != ReasonKind.Pinned).ToList();
            var scoredOnly = organic.Where(item => item.Kind is ReasonKind.Similar or ReasonKind.Taste).Select(item => IsBuried(item, all)).ToList();
            scoredOnly.ShouldBe(scoredOnly.Order());
            foreach (var item in organic.Where(item => IsBuried(item, all)))
            {
                (item.Rules & rerankRules.BuryMask).ShouldNotBe(0UL);
            }

            var before = Words(rerankRules, stage.Trace);
            stage.Rank(Requests.Make([("i0", T)], scored)).Select(item => item.ItemId).ShouldBe(answer.Select(item => item.ItemId));
            Words(rerankRules, stage.Trace).ShouldBe(before);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    private static bool HoldsIn(RankedItem[] answer, RerankRule limit) => limit.Match is { } match
        ? answer.Count(item => match.Items.Contains(item.ItemId)) <= limit.Max
        : answer.GroupBy(item => int.Parse(item.ItemId[1..]) % 3).All(group => group.Count() <= limit.Max);

    private static bool IsBuried(RankedItem item, RerankRule[] rules) =>
        rules.Any(rule => rule.Kind == RuleKind.Bury && rule.Match!.Items.Contains(item.ItemId));

    private static ItemMatch Of(params string[] items) => new(items.ToHashSet(), new HashSet<string>(), new HashSet<string>());

    private static RerankRule Pin(string name, int slot, params string[] items) =>
        new(name, RuleKind.Pin) { Slot = slot, Label = "sponsored", Items = items };

    private static string[] Words(RerankRules rules, RuleTrace trace) =>
    [
        .. from rule in Enumerable.Range(0, rules.Count)
           from effect in Enum.GetValues<RuleEffect>()
           where trace[rule, effect] > 0
           select $"{rules[rule].Name} {RuleWords.NameOf(effect)} {trace[rule, effect]}",
    ];

    private (IReadOnlyList<RankedItem> Answer, string[] Trace) Rank(RerankRule rule) => Rank([rule], 0);

    private (IReadOnlyList<RankedItem> Answer, string[] Trace) Rank(
        RerankRule[] rules, int labelledMax, RecommendationRequest? request = null)
    {
        var all = new RerankRules(_options, rules, labelledMax);
        var stage = new RerankStage(_options, all, Requests.Model, _catalog);
        return (stage.Rank(request ?? Requests.Make([], Requests.Falling())), Words(all, stage.Trace));
    }
}
