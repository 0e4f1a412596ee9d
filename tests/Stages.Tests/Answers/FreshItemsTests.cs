using StreamReco.Models.Content;
using StreamReco.Models.Items;
using StreamReco.Stages.Answers;
using StreamReco.Stages.Answers.Rules;
using StreamReco.Stages.Catalog;
using StreamReco.TestKit.Scoring;

namespace StreamReco.Stages.Tests.Answers;

/// <summary>An item that nobody can have clicked in training is recommended as soon as the catalog has it.</summary>
public sealed class FreshItemsTests
{
    private const long T = Tickets.NowMs;

    private readonly CatalogTable _catalog = new();
    private readonly RerankOptions _options = new() { Items = 4, DiversityLambda = 1 };
    private readonly RerankStage _stage;

    public FreshItemsTests()
    {
        var content = ContentSpace.Of(SmallStack.Of(Tickets.Model)).ShouldNotBeNull();
        content.Gate.ShouldBeLessThan(1);
        _stage = new RerankStage(_options, RerankRules.Open(_options), Tickets.Model, _catalog, content);
    }

    [Fact]
    public void A_new_item_takes_the_last_place_once_the_catalog_has_it_and_leaves_with_it()
    {
        Ids("i0", "i3").ShouldNotContain("n");
        _catalog.Put(new CatalogItem("n", "Item 3", "c0", null, 12, true));

        var answer = Rank("i0", "i3");
        answer.Select(item => item.ItemId).ShouldBe(["i1", "i2", "i4", "n"]);
        (answer[^1].Source, answer[^1].Kind, answer[^1].BecauseOf[0]).ShouldBe(("content", ReasonKind.Similar, "i3"));

        _catalog.Put(new CatalogItem("n", "Item 3", "c0", null, 12, Available: false));
        Ids("i0", "i3").ShouldNotContain("n");
        _catalog.Put(new CatalogItem("n", "Item 3", "c0", null, 12, true));
        _catalog.Remove("n");
        Ids("i0", "i3").ShouldNotContain("n");
    }

    [Fact]
    public void An_item_unlike_the_history_has_no_place()
    {
        _catalog.Put(new CatalogItem("n", "Something else", "c9", "x", 9_000, true));
        Ids("i0", "i3").ShouldBe(["i1", "i2", "i4", "i5"]);
    }

    [Fact]
    public void A_catalog_that_changed_faster_than_it_was_followed_is_read_whole()
    {
        Ids("i0").ShouldNotBeEmpty();
        for (var i = 0; i < 3_000; i++)
        {
            _catalog.Put(new CatalogItem("i5", "Item 5", "c2", null, i, true));
        }

        _catalog.Put(new CatalogItem("n", "Item 3", "c0", null, 12, true));
        for (var i = 0; i < 3_000; i++)
        {
            _catalog.Put(new CatalogItem("i5", "Item 5", "c2", null, i, true));
        }

        Ids("i0", "i3").ShouldContain("n");
    }

    private IReadOnlyList<RankedItem> Rank(params string[] history) =>
        _stage.Rank(Tickets.Make([.. history.Select((id, i) => (id, T + i))], Tickets.Falling()));

    private string[] Ids(params string[] history) => [.. Rank(history).Select(item => item.ItemId)];
}
