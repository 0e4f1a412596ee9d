using StreamReco.Models.Items;
using StreamReco.Stages.Catalog;
using StreamReco.StreamHost.Serving;

namespace StreamReco.StreamHost.Tests.Serving;

public sealed class KnownItemsTests
{
    private readonly CatalogTable _catalog = new();

    [Fact]
    public void A_model_of_another_shop_is_refused_by_the_catalog_with_the_numbers_and_the_way_out()
    {
        Put("a", "b", "c", "d");

        KnownItems.Fault(Space("a", "x", "y"), _catalog, Space("a"), 0.5).ShouldBe(
            "it knows 1 of the 4 available items of the catalog (25.0 %); Model:KnownShareMin is 0.5. "
            + "'models activate --force' takes it all the same.");
        KnownItems.Fault(Space("a", "b", "x"), _catalog, Space("a"), 0.5).ShouldBeNull();
    }

    [Fact]
    public void What_cannot_be_bought_need_not_be_known()
    {
        Put("a");
        _catalog.Put(new CatalogItem("gone", "gone", null, null, 1, Available: false));

        KnownItems.Fault(Space("a"), _catalog, Space(), 1).ShouldBeNull();
    }

    [Fact]
    public void Without_a_catalog_the_model_of_the_settings_says_what_the_shop_has()
    {
        KnownItems.Fault(Space("x"), _catalog, Space("a", "b"), 0.5)!.ShouldStartWith("it knows 0 of the 2 items of the model of the settings");
        KnownItems.Fault(Space("x"), null, Space("a", "x"), 0.5).ShouldBeNull();
        KnownItems.Fault(Space("x"), null, Space(), 0.5).ShouldBeNull();
    }

    private void Put(params string[] ids)
    {
        foreach (var id in ids)
        {
            _catalog.Put(new CatalogItem(id, id, null, null, 1, Available: true));
        }
    }

    private static ItemSpace Space(params string[] ids) => new(ids, new float[ids.Length], 1, [1f], 1);
}
