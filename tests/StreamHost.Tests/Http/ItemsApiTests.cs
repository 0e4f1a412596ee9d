using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using StreamReco.Models.Items;

namespace StreamReco.StreamHost.Tests.Http;

public sealed class ItemsApiTests
{
    [Fact]
    public async Task The_items_of_model_and_catalog_are_listed_page_by_page_each_once()
    {
        await using var scene = await HttpScene.ReadyAsync();
        scene.Node.Catalog.Put(PathModel.ItemOf("i7", 0));
        scene.Node.Catalog.Put(new CatalogItem("new b", "Brand new", "group9", null, double.NaN, Available: false));
        scene.Node.Catalog.Put(new CatalogItem("new a", "As new", "group9", "acme", 3.5, Available: true));

        var ids = new List<string>();
        for (var offset = 0; offset < 80; offset += 25)
        {
            ids.AddRange((await scene.GetAsync($"/v1/items?limit=25&offset={offset}")).EnumerateArray()
                .Select(item => item.GetProperty("item_id").GetString()!));
        }

        ids.Count.ShouldBe(PathModel.Items + 2);
        ids.Distinct().Count().ShouldBe(ids.Count);
        ids[^2..].ShouldBe(["new a", "new b"]);
        var group = await scene.GetAsync("/v1/items?category=group9");
        group.EnumerateArray().Select(item => item.GetProperty("item_id").GetString()).ShouldBe(["new a", "new b"]);
        group[1].GetProperty("price").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task One_item_is_described_and_an_unknown_one_is_not_found()
    {
        await using var scene = await HttpScene.ReadyAsync();
        scene.Node.Catalog.Put(PathModel.ItemOf("a/b", 2));

        var listed = await scene.GetAsync("/v1/items/a%2Fb");
        var trained = await scene.GetAsync("/v1/items/i7");
        using var unknown = await scene.Client.GetAsync("/v1/items/unheard-of");

        listed.GetProperty("name").GetString().ShouldBe("steel pan a/b");
        listed.GetProperty("price").GetDouble().ShouldBe(30);
        (listed.GetProperty("in_catalog").GetBoolean(), listed.GetProperty("in_model").GetBoolean()).ShouldBe((true, false));
        (trained.GetProperty("in_catalog").GetBoolean(), trained.GetProperty("in_model").GetBoolean()).ShouldBe((false, true));
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task More_ids_than_a_request_may_give_are_refused()
    {
        await using var scene = await HttpScene.ReadyAsync();
        static string Ids(int count) => "/v1/items?" + string.Join('&', Enumerable.Range(0, count).Select(i => $"id={i % 10}"));

        var many = await scene.GetAsync(Ids(1_000));
        using var tooMany = await scene.Client.GetAsync(Ids(1_001));

        many.GetArrayLength().ShouldBe(1_000);
        tooMany.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var problem = await tooMany.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("field").GetString().ShouldBe("id");
        problem.GetProperty("detail").GetString().ShouldBe("id is given 1001 times; a request may give it 1000 times.");
    }

    [Fact]
    public async Task A_log_line_is_asked_for_by_a_whole_number()
    {
        await using var scene = await HttpScene.ReadyAsync();

        (await scene.GetAsync("/admin/v1/log?from=0")).GetArrayLength().ShouldBeGreaterThan(0);
        foreach (var wrong in (string[])["newest", "-1", "1.5", ""])
        {
            using var refused = await scene.Client.GetAsync($"/admin/v1/log?from={wrong}");
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest, wrong);
            (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("field").GetString().ShouldBe("from", wrong);
        }
    }

    [Fact]
    public async Task HEAD_has_the_status_and_headers_of_GET_and_no_body()
    {
        await using var scene = await HttpScene.ReadyAsync();
        foreach (var path in (string[])["/v1/recommendations/anna", "/v1/items/i7", "/health/ready", "/metrics"])
        {
            using var got = await scene.Client.GetAsync(path);
            using var head = await scene.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));

            head.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            head.Content.Headers.ContentType.ShouldBe(got.Content.Headers.ContentType, path);
            (await head.Content.ReadAsByteArrayAsync()).ShouldBeEmpty(path);
        }

        using var stream = await scene.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/v1/stream"));
        stream.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task An_event_without_a_time_is_of_now_where_the_caller_says_so()
    {
        await using var scene = await HttpScene.ReadyAsync();
        var timeless = new { event_id = "e1", event_type = "view_item", user_id = "carl", item_id = "i7" };

        using var refused = await scene.Client.PostAsJsonAsync("/v1/events", new { events = new[] { timeless } });
        var taken = await scene.PostAsync("/v1/events", new { events = new[] { timeless }, missing_time = "now" });
        using var misspelt = await scene.Client.PostAsJsonAsync("/v1/events", new { events = new[] { timeless }, missing_time = "today" });
        await Waiting.UntilAsync("it is read", () => scene.Node.Report().Applied == 1, TimeSpan.FromSeconds(30));

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("timestamp is missing");
        taken.GetProperty("accepted").GetInt32().ShouldBe(1);
        (await misspelt.Content.ReadAsStringAsync()).ShouldContain("it must be reject or now");
        var seen = (await scene.GetAsync("/v1/users/carl")).GetProperty("last_answers")[0].GetProperty("as_of").GetDateTimeOffset();
        (TimeProvider.System.GetUtcNow() - seen).ShouldBeLessThan(TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task The_setting_gives_events_without_a_time_that_of_now()
    {
        await using var scene = await HttpScene.ReadyAsync(http => http.MissingEventTime = "now");
        var timeless = new { event_id = "e1", event_type = "view_item", user_id = "carl", item_id = "i7" };

        (await scene.PostAsync("/v1/events", new { events = new[] { timeless } })).GetProperty("accepted").GetInt32().ShouldBe(1);
    }
}
