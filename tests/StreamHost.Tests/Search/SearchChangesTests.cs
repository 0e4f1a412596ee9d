using System.Text.Json;
using StreamReco.StreamHost.Tests.Http;
using StreamReco.TestKit.Scoring;

namespace StreamReco.StreamHost.Tests.Search;

/// <summary>Searches while the catalog, the user's history and the nodes change.</summary>
public sealed class SearchChangesTests
{
    [Fact]
    public async Task A_changed_record_is_found_within_a_second_and_a_removed_one_is_gone()
    {
        await using var scene = await SearchScene.StartAsync();

        scene.Put(new { item_id = "new", name = "Zeppelin lantern", available = true });
        await scene.Http.UntilAsync("new item", "/v1/search?q=zeppelin", answer => SearchScene.Ids(answer) is ["new"]);
        scene.Remove("new");
        await scene.Http.UntilAsync("no item", "/v1/search?q=zeppelin", answer => answer.GetProperty("total").GetInt32() == 0);
    }

    [Fact]
    public async Task Pages_of_a_cursor_are_cuts_of_one_list_while_the_catalog_changes()
    {
        await using var scene = await SearchScene.StartAsync();
        var whole = SearchScene.Ids(await scene.SearchAsync("q=lamp&n=60"));
        var pages = new List<string>();
        var answer = await scene.SearchAsync("q=lamp&n=7");
        var id = answer.GetProperty("search_id").GetString();
        while (true)
        {
            pages.AddRange(SearchScene.Ids(answer));
            if (answer.GetProperty("cursor").GetString() is not { } cursor)
            {
                break;
            }

            scene.Put(new { item_id = $"more{pages.Count}", name = "lamp", available = true });
            await scene.Http.UntilAsync("written", "/v1/search?q=lamp", now => now.GetProperty("total").GetInt32() > 60);
            answer = await scene.SearchAsync($"q=lamp&n=7&cursor={cursor}");
            answer.GetProperty("search_id").GetString().ShouldBe(id);
            answer.GetProperty("restarted").GetBoolean().ShouldBeFalse();
            answer.GetProperty("total").GetInt32().ShouldBe(60);
            answer.GetProperty("items")[0].GetProperty("position").GetInt32().ShouldBe(pages.Count + 1);
            answer.GetProperty("items")[0].GetProperty("reasons").GetArrayLength().ShouldBeGreaterThan(0);
        }

        pages.ShouldBe(whole);
    }

    [Fact]
    public async Task Another_node_passes_a_page_on_to_the_node_that_has_the_list()
    {
        await using var scene = await SearchScene.StartAsync();
        await using var beside = await HttpScene.BesideAsync(scene.Http);
        await beside.UntilAsync("found", "/v1/search?q=lamp", answer => answer.TryGetProperty("total", out var total) && total.GetInt32() == 60);
        const string Query = "/v1/search?q=lamp&n=7&filters=price:20..&filters=brand:Acme&sort=price_desc";
        var first = await scene.Http.GetAsync(Query);
        var cursor = first.GetProperty("cursor").GetString();
        await beside.UntilAsync("the directory", $"{Query}&cursor={cursor}", answer => !answer.GetProperty("restarted").GetBoolean());

        var there = await beside.GetAsync($"{Query}&cursor={cursor}");
        var here = await scene.Http.GetAsync($"{Query}&cursor={cursor}");

        SearchScene.Ids(there).ShouldBe(SearchScene.Ids(here));
        there.GetProperty("served_by").GetString().ShouldBe(scene.Http.Node.Name);
        there.GetProperty("search_id").GetString().ShouldBe(first.GetProperty("search_id").GetString());
    }

    [Fact]
    public async Task A_page_of_a_search_that_only_a_body_holds_is_passed_on_as_well()
    {
        await using var scene = await SearchScene.StartAsync();
        await using var beside = await HttpScene.BesideAsync(scene.Http);
        await beside.UntilAsync("found", "/v1/search?q=lamp", answer => answer.TryGetProperty("total", out var total) && total.GetInt32() == 60);
        string[] brands = ["Acme", "Bolt", .. Enumerable.Range(0, 900).Select(i => $"Brand {i:0000}")]; // more than 8 KiB
        object Body(string? cursor) => new
        {
            q = "lamp",
            n = 7,
            cursor,
            filters = new { brand = brands, price = "20..", available = true },
            facets = new[] { "brand" },
            sort = "price_desc",
        };
        var first = await scene.Http.PostAsync("/v1/search", Body(null));
        var cursor = first.GetProperty("cursor").GetString();
        var here = await scene.Http.PostAsync("/v1/search", Body(cursor));
        JsonElement there = default;
        await Waiting.UntilAsync("the directory", async () =>
            !(there = await beside.PostAsync("/v1/search", Body(cursor))).GetProperty("restarted").GetBoolean(), TimeSpan.FromSeconds(30));

        SearchScene.Ids(there).ShouldBe(SearchScene.Ids(here));
        there.GetProperty("served_by").GetString().ShouldBe(scene.Http.Node.Name);
        there.GetProperty("search_id").GetString().ShouldBe(first.GetProperty("search_id").GetString());
    }

    [Fact]
    public async Task What_a_user_touched_moves_items_of_that_taste_and_a_stranger_gets_what_nobody_gets()
    {
        await using var scene = await SearchScene.StartAsync();
        await scene.Http.ClickAsync(Enumerable.Range(0, 12).Select(i => ("anna", $"lamp{i * 3:00}")).ToArray());

        var nobody = await scene.SearchAsync("q=lamp&n=20");
        var anna = await scene.SearchAsync("q=lamp&n=20&user=anna");
        var stranger = await scene.SearchAsync("q=lamp&n=20&user=stranger");
        var plain = await scene.SearchAsync("q=lamp&n=20&user=anna&personalize=false");

        anna.GetProperty("personal").GetString().ShouldBe("history");
        Share(anna).ShouldBeGreaterThan(Share(nobody));
        SearchScene.Ids(stranger).ShouldBe(SearchScene.Ids(nobody));
        SearchScene.Ids(plain).ShouldBe(SearchScene.Ids(nobody));
        stranger.GetProperty("personal").GetString().ShouldBe("history: the user is not known");

        static int Share(JsonElement answer) => answer.GetProperty("items").EnumerateArray()
            .Count(item => item.GetProperty("brand").GetString() == "Acme");
    }

    [Fact]
    public async Task What_the_model_knows_of_a_user_is_explained_and_counts_for_nobody_else()
    {
        await using var scene = await SearchScene.StartAsync(options => options.Model.Directory = PathModel.StackDirectory);
        scene.Put(Enumerable.Range(0, PathModel.Items).Select(i => (object)new { item_id = $"i{i}", name = $"Garden thing {i}", brand = "Acme", available = true }));
        await scene.Http.UntilAsync("found", "/v1/search?q=garden", answer => answer.GetProperty("total").GetInt32() == PathModel.Items);
        await scene.Http.ClickAsync(("anna", "i3"), ("anna", "i5"), ("anna", "i7"));

        var anna = await ExplainAsync(scene, "&user=anna");
        var nobody = await ExplainAsync(scene, "");
        var plain = await ExplainAsync(scene, "&user=anna&personalize=false");
        var stranger = await ExplainAsync(scene, "&user=stranger");

        anna["you:online"].ShouldNotBe(0);
        anna["you:encoder"].ShouldNotBe(0);
        nobody.Where(feature => feature.Key.StartsWith("you:", StringComparison.Ordinal)).ShouldAllBe(feature => feature.Value == 0);
        nobody["counts:clicks"].ShouldBeGreaterThan(0);
        plain.ShouldBe(nobody);
        stranger.ShouldBe(nobody);
    }

    /// <summary>The features of an item that anna did not touch, by name.</summary>
    private static async Task<Dictionary<string, float>> ExplainAsync(SearchScene scene, string more)
    {
        var answer = await scene.Http.GetAsync($"/v1/search/explain?q=garden+thing&item=i4{more}");
        return answer.GetProperty("features").EnumerateArray()
            .ToDictionary(feature => feature.GetProperty("name").GetString()!, feature => feature.GetProperty("value").GetSingle());
    }
}
