using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using StreamReco.StreamHost.Tests.Http;

namespace StreamReco.StreamHost.Tests.Search;

public sealed class SearchApiTests
{
    [Fact]
    public async Task A_search_answers_items_with_reasons_facets_and_what_was_made_of_the_query()
    {
        await using var scene = await SearchScene.StartAsync();

        var answer = await scene.SearchAsync("q=desk+lmap&n=5&facets=brand,category");

        answer.GetProperty("items").GetArrayLength().ShouldBe(5);
        var first = answer.GetProperty("items")[0];
        first.GetProperty("position").GetInt32().ShouldBe(1);
        first.GetProperty("name").GetString().ShouldBe("Desk lamp");
        first.GetProperty("tier").GetString().ShouldBe("text");
        first.GetProperty("reasons").EnumerateArray().Sum(reason => reason.GetProperty("share").GetSingle())
            .ShouldBe(first.GetProperty("score").GetSingle(), 0.001f);
        first.GetProperty("matched").EnumerateArray().Select(field => field.GetString()).ShouldContain("name");
        answer.GetProperty("fallback").GetString().ShouldBe("typo");
        answer.GetProperty("rewrites").EnumerateArray().Select(step => step.GetProperty("kind").GetString()).ShouldContain("spelling");
        var brands = answer.GetProperty("facets").GetProperty("brand");
        brands.EnumerateArray().Sum(value => value.GetProperty("count").GetInt32()).ShouldBe(answer.GetProperty("total").GetInt32());
        answer.GetProperty("search_id").GetString().ShouldNotBeNullOrEmpty();
        answer.GetProperty("ranker").GetString().ShouldBe("fixed");
    }

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
    public async Task A_cursor_whose_list_is_gone_or_is_of_another_search_begins_a_new_list_and_says_so()
    {
        await using var scene = await SearchScene.StartAsync();
        var cursor = (await scene.SearchAsync("q=lamp&n=7")).GetProperty("cursor").GetString();

        var other = await scene.SearchAsync($"q=desk+lamp&n=7&cursor={cursor}");

        other.GetProperty("restarted").GetBoolean().ShouldBeTrue();
        other.GetProperty("items")[0].GetProperty("position").GetInt32().ShouldBe(8);
    }

    [Fact]
    public async Task Filters_and_sorting_hold_and_only_filters_leave_a_page_empty()
    {
        await using var scene = await SearchScene.StartAsync();

        var acme = await scene.SearchAsync("q=lamp&n=100&filters=brand:Acme&filters=price:20..40&filters=available:true&facets=brand");
        var cheap = await scene.SearchAsync("q=lamp&n=3&sort=price_asc");
        var none = await scene.SearchAsync("q=lamp&filters=brand:Nobody");
        var odd = await scene.SearchAsync("q=qqqqqqqqxyz");

        foreach (var item in acme.GetProperty("items").EnumerateArray())
        {
            item.GetProperty("brand").GetString().ShouldBe("Acme");
            item.GetProperty("price").GetDouble().ShouldBeInRange(20, 40);
            item.GetProperty("available").GetBoolean().ShouldBeTrue();
        }

        acme.GetProperty("total").GetInt32().ShouldBe(acme.GetProperty("items").GetArrayLength());
        acme.GetProperty("facets").GetProperty("brand").GetArrayLength().ShouldBe(2);
        cheap.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("price").GetDouble()).ShouldBe([10, 11, 12]);
        none.GetProperty("items").GetArrayLength().ShouldBe(0);
        odd.GetProperty("items").GetArrayLength().ShouldBeGreaterThan(0);
        odd.GetProperty("fallback").GetString().ShouldBe("popular");
    }

    [Fact]
    public async Task A_body_says_the_same_as_parameters()
    {
        await using var scene = await SearchScene.StartAsync();

        using var response = await scene.Http.Client.PostAsJsonAsync("/v1/search", new
        {
            q = "lamp",
            n = 100,
            filters = new { brand = new[] { "Acme" }, price = "20..40" },
            facets = new[] { "brand" },
            sort = "price_desc",
        });
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);

        var answer = await scene.SearchAsync("q=lamp&n=100&filters=brand:Acme&filters=price:20..40&facets=brand&sort=price_desc");
        SearchScene.Ids(JsonDocument.Parse(text).RootElement).ShouldBe(SearchScene.Ids(answer));
    }

    [Fact]
    public async Task An_explanation_has_every_feature_and_the_position_of_the_item()
    {
        await using var scene = await SearchScene.StartAsync();
        var third = SearchScene.Ids(await scene.SearchAsync("q=desk+lamp"))[2];

        var why = await scene.Http.GetAsync($"/v1/search/explain?q=desk+lamp&item={third}");

        why.GetProperty("position").GetInt32().ShouldBe(3);
        why.GetProperty("features").GetArrayLength().ShouldBe(Models.Search.Ranking.SearchFeatures.Count);
        why.GetProperty("features").EnumerateArray().Sum(feature => feature.GetProperty("share").GetSingle())
            .ShouldBe(why.GetProperty("score").GetSingle(), 0.001f);
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

    [Theory]
    [InlineData("/v1/search", "q")]
    [InlineData("/v1/search?q=+", "q")]
    [InlineData("/v1/search?q=a&n=0", "n")]
    [InlineData("/v1/search?q=a&n=101", "n")]
    [InlineData("/v1/search?q=a&cursor=zzz", "cursor")]
    [InlineData("/v1/search?q=a&sort=cheapest", "sort")]
    [InlineData("/v1/search?q=a&filters=brand", "filters")]
    [InlineData("/v1/search?q=a&filters=colour:red", "filters")]
    [InlineData("/v1/search?q=a&filters=price:b..c", "filters")]
    [InlineData("/v1/search?q=a&filters=price:9..2", "filters")]
    [InlineData("/v1/search?q=a&facets=price", "facets")]
    [InlineData("/v1/search?q=a&personalize=perhaps", "personalize")]
    [InlineData("/v1/search?q=a&user=", "user")]
    [InlineData("/v1/search?q=a&qq=b", "qq")]
    [InlineData("/v1/search?q=a&q=b", "q")]
    [InlineData("/v1/search/explain?q=a", "item")]
    public async Task What_is_not_right_is_named(string path, string field)
    {
        await using var scene = await HttpScene.ReadyAsync();

        using var response = await scene.Client.GetAsync(path);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("field").GetString().ShouldBe(field);
    }

    [Fact]
    public async Task The_document_of_the_api_describes_search()
    {
        await using var scene = await HttpScene.ReadyAsync();

        var paths = (await scene.GetAsync("/openapi/v1.json")).GetProperty("paths");

        var parameters = paths.GetProperty("/v1/search").GetProperty("get").GetProperty("parameters").EnumerateArray()
            .Select(parameter => parameter.GetProperty("name").GetString());
        parameters.ShouldBe(["q", "user", "session", "n", "cursor", "filters", "facets", "sort", "personalize"]);
        paths.TryGetProperty("/v1/search/explain", out _).ShouldBeTrue();
    }
}
