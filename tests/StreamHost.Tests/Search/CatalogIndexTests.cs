using StreamReco.Models.Items;
using StreamReco.Models.Search.Ranking;
using StreamReco.Stages.Catalog;
using StreamReco.StreamHost.Search;

namespace StreamReco.StreamHost.Tests.Search;

public sealed class CatalogIndexTests
{
    [Fact]
    public void What_the_table_gains_changes_and_loses_is_found_changed_and_gone()
    {
        var table = new CatalogTable();
        table.Put(Item("a", "red lamp"));
        var catalog = new CatalogIndex(table);
        var search = new ProductSearch(catalog.Index, SearchRanker.Fixed);

        catalog.Update().ShouldBeTrue();
        Found(search, "lamp").ShouldBe(["a"]);
        catalog.Update().ShouldBeFalse();

        table.Put(Item("b", "blue lamp"));
        table.Put(Item("a", "red chair"));
        catalog.Update();
        Found(search, "lamp").ShouldBe(["b"]);
        Found(search, "chair").ShouldBe(["a"]);

        table.Remove("b");
        catalog.Update();
        search.Search(new SearchRequest("lamp", 10)).Total.ShouldBe(0);
    }

    [Fact]
    public void More_changes_than_the_table_remembers_one_by_one_are_all_taken()
    {
        var table = new CatalogTable();
        table.Put(Item("first", "old thing"));
        var catalog = new CatalogIndex(table);
        catalog.Update();

        for (var i = 0; i < 3_000; i++)
        {
            table.Put(Item($"n{i}", $"thing {i}"));
        }

        table.Remove("first");
        catalog.Update();

        catalog.Index.Current.Documents.ShouldBe(3_000);
        Found(new ProductSearch(catalog.Index, SearchRanker.Fixed), "thing 2999")[0].ShouldBe("n2999");
    }

    [Fact]
    public void Codes_descriptions_brands_and_categories_of_a_record_find_it()
    {
        var table = new CatalogTable();
        table.Put(Item("a", "lamp") with
        {
            Brand = "Acme",
            Category = "Lighting",
            Description = "for the garden",
            Codes = ["4006381333931"],
        });
        table.Put(Item("b", "chair"));
        var catalog = new CatalogIndex(table);
        catalog.Update();
        var search = new ProductSearch(catalog.Index, SearchRanker.Fixed);

        foreach (var query in (string[])["acme", "lighting", "garden", "4006381333931", "4006-3813 33931"])
        {
            Found(search, query)[0].ShouldBe("a", query);
        }
    }

    private static CatalogItem Item(string id, string name) => new(id, name, null, null, double.NaN, Available: true);

    private static string[] Found(ProductSearch search, string query) =>
        [.. search.Search(new SearchRequest(query, 10)).Items.Where(item => item.Tier != SearchTier.Popular).Select(item => item.ItemId)];
}
