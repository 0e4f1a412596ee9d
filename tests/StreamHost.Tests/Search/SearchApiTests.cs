using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace StreamReco.StreamHost.Tests.Search;

/// <summary>What a node answers over a catalog that stands still; one node for all of the tests.</summary>
public sealed class SearchApiTests(SearchNode node) : IClassFixture<SearchNode>
{
    private readonly SearchScene _scene = node.Scene;

    [Fact]
    public async Task A_search_answers_items_with_reasons_facets_and_what_was_made_of_the_query()
    {
        var answer = await _scene.SearchAsync("q=desk+lmap&n=5&facets=brand,category");

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
    public async Task A_cursor_whose_list_is_gone_or_is_of_another_search_begins_a_new_list_and_says_so()
    {
        var cursor = (await _scene.SearchAsync("q=lamp&n=7")).GetProperty("cursor").GetString();

        var other = await _scene.SearchAsync($"q=desk+lamp&n=7&cursor={cursor}");

        other.GetProperty("restarted").GetBoolean().ShouldBeTrue();
        other.GetProperty("items")[0].GetProperty("position").GetInt32().ShouldBe(8);
    }

    [Fact]
    public async Task Filters_and_sorting_hold_and_only_filters_leave_a_page_empty()
    {
        var acme = await _scene.SearchAsync("q=lamp&n=100&filters=brand:Acme&filters=price:20..40&filters=available:true&facets=brand");
        var cheap = await _scene.SearchAsync("q=lamp&n=3&sort=price_asc");
        var none = await _scene.SearchAsync("q=lamp&filters=brand:Nobody");
        var odd = await _scene.SearchAsync("q=qqqqqqqqxyz");

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
        using var response = await _scene.Http.Client.PostAsJsonAsync("/v1/search", new
        {
            q = "lamp",
            n = 100,
            filters = new { brand = new[] { "Acme" }, price = "20..40" },
            facets = new[] { "brand" },
            sort = "price_desc",
        });
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);

        var answer = await _scene.SearchAsync("q=lamp&n=100&filters=brand:Acme&filters=price:20..40&facets=brand&sort=price_desc");
        SearchScene.Ids(JsonDocument.Parse(text).RootElement).ShouldBe(SearchScene.Ids(answer));
    }

    [Fact]
    public async Task An_explanation_has_every_feature_and_the_position_of_the_item()
    {
        var third = SearchScene.Ids(await _scene.SearchAsync("q=desk+lamp"))[2];

        var why = await _scene.Http.GetAsync($"/v1/search/explain?q=desk+lamp&item={third}");

        why.GetProperty("position").GetInt32().ShouldBe(3);
        why.GetProperty("features").GetArrayLength().ShouldBe(Models.Search.Ranking.SearchFeatures.Count);
        why.GetProperty("features").EnumerateArray().Sum(feature => feature.GetProperty("share").GetSingle())
            .ShouldBe(why.GetProperty("score").GetSingle(), 0.001f);
    }

    [Fact]
    public async Task What_is_not_right_is_named()
    {
        foreach (var (path, field) in ((string, string)[])
        [
            ("/v1/search", "q"), ("/v1/search?q=+", "q"), ("/v1/search?q=a&q=b", "q"), ("/v1/search?q=a&n=0", "n"),
            ("/v1/search?q=a&n=101", "n"), ("/v1/search?q=a&cursor=zzz", "cursor"), ("/v1/search?q=a&sort=cheapest", "sort"),
            ("/v1/search?q=a&filters=brand", "filters"), ("/v1/search?q=a&filters=colour:red", "filters"),
            ("/v1/search?q=a&filters=price:b..c", "filters"), ("/v1/search?q=a&filters=price:9..2", "filters"),
            ("/v1/search?q=a&filters=price:1..2&filters=price:..9", "filters"),
            ("/v1/search?q=a&filters=available:true&filters=available:false", "filters"),
            ("/v1/search?q=a&facets=price", "facets"), ("/v1/search?q=a&personalize=perhaps", "personalize"),
            ("/v1/search?q=a&user=", "user"), ("/v1/search?q=a&qq=b", "qq"), ("/v1/search/explain?q=a", "item"),
            ("/v1/suggest", "q"), ("/v1/suggest?q=a&n=21", "n"), ("/v1/search/queries?kind=best", "kind"),
        ])
        {
            using var response = await _scene.Http.Client.GetAsync(path);

            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, path);
            response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
            problem.GetProperty("field").GetString().ShouldBe(field, path);
        }
    }

    [Fact]
    public async Task The_document_of_the_api_describes_search()
    {
        var paths = (await _scene.Http.GetAsync("/openapi/v1.json")).GetProperty("paths");

        var parameters = paths.GetProperty("/v1/search").GetProperty("get").GetProperty("parameters").EnumerateArray()
            .Select(parameter => parameter.GetProperty("name").GetString());
        parameters.ShouldBe(["q", "user", "session", "n", "cursor", "filters", "facets", "sort", "personalize"]);
        paths.TryGetProperty("/v1/search/explain", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Suggestions_complete_categories_brands_and_items_with_a_typing_error()
    {
        var answer = await _scene.Http.GetAsync("/v1/suggest?q=lampp");
        var brand = await _scene.Http.GetAsync("/v1/suggest?q=ac");

        answer.GetProperty("categories")[0].GetProperty("text").GetString().ShouldBe("Lamps");
        answer.GetProperty("items").GetArrayLength().ShouldBe(5);
        brand.GetProperty("brands")[0].GetProperty("text").GetString().ShouldBe("Acme");
        brand.GetProperty("brands")[0].GetProperty("count").GetInt32().ShouldBe(20);
    }
}
