using StreamReco.Models.Content;
using StreamReco.Models.Items;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Recommendations;
using StreamReco.Stages.Recommendations.Rules;
using StreamReco.TestKit.Scoring;

namespace StreamReco.Stages.Tests.Recommendations;

/// <summary>An item that nobody can have clicked in training is recommended as soon as the catalog has it.</summary>
public sealed class ColdStartItemsTests
{
    private const long T = Requests.NowMs;

    private readonly CatalogTable _catalog = new();
    private readonly RerankOptions _options = new() { Items = 4, DiversityLambda = 1 };
    private readonly ContentSpace _content = SmallTwoStageModel.WithContent(Requests.Model).Stack!.Parts.Content!;

    [Fact]
    public void A_new_item_has_a_place_once_the_catalog_has_it_and_leaves_with_it()
    {
        var stage = Stage(_content);
        Ids(stage, "i0", "i3").ShouldNotContain("n");
        _catalog.Put(Like3());

        var answer = Rank(stage, "i0", "i3");
        answer.Select(item => item.ItemId).ShouldBe(["n", "i1", "i2", "i4"]);
        (answer[0].Source, answer[0].Kind, answer[0].BecauseOf[0]).ShouldBe(("content", ReasonKind.Similar, "i3"));

        _catalog.Put(Like3() with { Available = false });
        Ids(stage, "i0", "i3").ShouldNotContain("n");
        _catalog.Put(Like3());
        _catalog.Remove("n");
        Ids(stage, "i0", "i3").ShouldNotContain("n");
    }

    [Theory]
    [InlineData(0.9f, "i1,i2,i4,n")]
    [InlineData(0.1f, "n,i1,i2,i4")]
    public void The_gate_says_which_place(float worthOfTheFirstThree, string answer)
    {
        _catalog.Put(Like3());
        var rates = Enumerable.Range(1, 20).Select(place => place <= 3 ? worthOfTheFirstThree : 0.01f);
        Ids(Stage(_content with { Gate = _content.Gate with { PlaceRates = [.. rates] } }), "i0", "i3").ShouldBe(answer.Split(','));
    }

    [Fact]
    public void Behind_a_closed_gate_no_item_is_new()
    {
        _catalog.Put(Like3());
        Ids(Stage(_content with { Gate = ColdStartGate.Closed }), "i0", "i3").ShouldNotContain("n");
    }

    [Fact]
    public void One_place_in_five_is_for_new_items_and_limits_hold_for_them()
    {
        _options.Items = 11;
        for (var i = 0; i < 5; i++)
        {
            _catalog.Put(Like3() with { ItemId = $"n{i}", Category = "new" });
        }

        var limit = new RerankRule("one", RuleKind.Limit) { Max = 1 };
        Ids(Stage(_content), "i0", "i3").Where(id => id[0] == 'n').ShouldBe(["n0", "n1"]);
        Ids(Stage(_content, limit), "i0", "i3").Where(id => id[0] == 'n').ShouldBe(["n0"]);
    }

    [Fact]
    public void An_item_unlike_the_history_has_no_place()
    {
        _catalog.Put(new CatalogItem("n", "Something else", "c9", "x", 9_000, true));
        Ids(Stage(_content), "i0", "i3").ShouldBe(["i1", "i2", "i4", "i5"]);
    }

    [Fact]
    public void A_catalog_that_changed_faster_than_it_was_followed_is_read_whole()
    {
        var stage = Stage(_content);
        Ids(stage, "i0").ShouldNotBeEmpty();
        for (var i = 0; i < 3_000; i++)
        {
            _catalog.Put(new CatalogItem("i5", "Item 5", "c2", null, i, true));
        }

        _catalog.Put(Like3());
        for (var i = 0; i < 3_000; i++)
        {
            _catalog.Put(new CatalogItem("i5", "Item 5", "c2", null, i, true));
        }

        Ids(stage, "i0", "i3").ShouldContain("n");
    }

    /// <summary>What the model's item i3 says of itself, under another id.</summary>
    private static CatalogItem Like3() => Requests.Model.ItemInfo[3] with { ItemId = "n" };

    private RerankStage Stage(ContentSpace content, params RerankRule[] rules) =>
        new(_options, new RerankRules(_options, rules, 0), Requests.Model, _catalog, content);

    private static IReadOnlyList<RankedItem> Rank(RerankStage stage, params string[] history) =>
        stage.Rank(Requests.Make([.. history.Select((id, i) => (id, T + i))], Requests.Falling()));

    private static string[] Ids(RerankStage stage, params string[] history) =>
        [.. Rank(stage, history).Select(item => item.ItemId)];
}
