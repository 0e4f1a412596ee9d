using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace StreamReco.StreamHost.Tests.Http;

public sealed class ApiTests
{
    [Fact]
    public async Task A_user_is_answered_by_the_newest_state_and_a_stranger_by_the_stated_fallback()
    {
        await using var scene = await HttpScene.ReadyAsync();
        await scene.ClickAsync(("anna", "i1"), ("anna", "i2"));

        var known = await scene.GetAsync("/v1/recommendations/anna");
        var stranger = await scene.GetAsync("/v1/recommendations/nobody");

        known.GetProperty("known").GetBoolean().ShouldBeTrue();
        known.GetProperty("basis").GetString().ShouldBe("history");
        known.GetProperty("fallback").GetArrayLength().ShouldBe(0);
        var items = Items(known);
        items.Length.ShouldBe(10);
        items.ShouldNotContain("i1");
        items.ShouldNotContain("i2");
        stranger.GetProperty("known").GetBoolean().ShouldBeFalse();
        stranger.GetProperty("basis").GetString().ShouldBe("popular");
        stranger.GetProperty("fallback").EnumerateArray().Select(step => step.GetString()).ShouldBe(
            ["history: the user is not known", "trending: no window has closed yet"]);
        Items(stranger).Length.ShouldBe(10);
    }

    [Fact]
    public async Task The_answer_of_the_api_is_that_of_the_topic_for_the_same_state()
    {
        await using var scene = await HttpScene.ReadyAsync();
        await scene.ClickAsync(("anna", "i11"), ("anna", "i15"), ("anna", "i12"));

        var api = (await scene.GetAsync("/v1/recommendations/anna")).GetProperty("recommendation");
        var user = await scene.GetAsync("/v1/users/anna");

        var newest = user.GetProperty("last_answers")[0];
        api.GetProperty("items").GetRawText().ShouldBe(newest.GetProperty("items").GetRawText());
        api.GetProperty("as_of").GetString().ShouldBe(newest.GetProperty("as_of").GetString());
        api.GetProperty("recommendation_id").GetString().ShouldNotBe(newest.GetProperty("recommendation_id").GetString());
        user.GetProperty("last_answers").GetArrayLength().ShouldBe(3);
        user.GetProperty("state").GetProperty("applied").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task As_many_items_as_are_asked_for_are_the_first_of_the_whole_answer()
    {
        await using var scene = await HttpScene.ReadyAsync();
        await scene.ClickAsync(("anna", "i1"), ("anna", "i2"));
        foreach (var user in (string[])["anna", "nobody"])
        {
            var whole = await scene.GetAsync($"/v1/recommendations/{user}");
            foreach (var n in (int[])[1, 3, 10])
            {
                var some = await scene.GetAsync($"/v1/recommendations/{user}?n={n}");

                Items(some).ShouldBe(Items(whole).Take(n));
                some.GetProperty("basis").GetString().ShouldBe(whole.GetProperty("basis").GetString());
            }
        }
    }

    [Fact]
    public async Task A_number_of_items_that_is_not_right_is_named_with_its_range()
    {
        (string Path, string Field, string Range, string[] Values)[] wrong =
        [
            ("/v1/recommendations/anna?n=", "n", "from 1 to 10, which is Rerank:Items", ["0", "11", "-1", "1.5", "ten", "", "1&n=2"]),
            ("/v1/items/i23/similar?limit=", "limit", "from 1 to 100", ["0", "101", "x"]),
            ("/v1/trending?limit=", "limit", "from 1 to 1000", ["0", "1001", "x"]),
        ];
        await using var scene = await HttpScene.ReadyAsync();
        foreach (var (path, field, range, value) in wrong.SelectMany(one => one.Values.Select(value => (one.Path, one.Field, one.Range, value))))
        {
            using var response = await scene.Client.GetAsync(path + value);

            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, value);
            response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
            problem.GetProperty("field").GetString().ShouldBe(field);
            problem.GetProperty("detail").GetString()!.ShouldContain(range);
        }
    }

    [Fact]
    public async Task The_document_of_the_api_has_the_number_of_items_with_its_range()
    {
        await using var scene = await HttpScene.ListenAsync();

        var paths = (await scene.GetAsync("/openapi/v1.json")).GetProperty("paths");

        foreach (var (path, name, most, standard) in ((string, string, int, int)[])
            [("/v1/recommendations/{user}", "n", 10, 10), ("/v1/items/{item}/similar", "limit", 100, 10), ("/v1/trending", "limit", 1_000, 10)])
        {
            var parameter = paths.GetProperty(path).GetProperty("get").GetProperty("parameters").EnumerateArray()
                .Single(one => one.GetProperty("name").GetString() == name);
            parameter.GetProperty("in").GetString().ShouldBe("query");
            var schema = parameter.GetProperty("schema");
            (schema.GetProperty("minimum").GetInt32(), schema.GetProperty("maximum").GetInt32(), schema.GetProperty("default").GetInt32())
                .ShouldBe((1, most, standard));
        }
    }

    [Fact]
    public async Task Ids_of_any_characters_work_in_paths()
    {
        string[] users = ["a/b", "a%2Fb", ".", "..", "ä ö?&#;=+", "日本\u0001", "'\"<script>"];
        await using var scene = await HttpScene.ReadyAsync();
        await scene.ClickAsync([.. users.Select(user => (user, "i5"))]);

        foreach (var user in users)
        {
            var answer = await scene.GetAsync($"/v1/recommendations/{HttpScene.Escape(user)}");

            answer.GetProperty("user_id").GetString().ShouldBe(user);
            answer.GetProperty("known").GetBoolean().ShouldBeTrue(user);
        }
    }

    [Fact]
    public async Task Events_are_acknowledged_judged_one_by_one_and_counted()
    {
        await using var scene = await HttpScene.ReadyAsync();
        var good = JsonDocument.Parse(HttpScene.Event("bert", "i7")).RootElement;
        var misspelt = JsonDocument.Parse(
            """{"event_id":"e","event_type":"view_item","usr_id":"x","item_id":"i1","timestamp":1736164800000}""").RootElement;

        using var all = await scene.Client.PostAsJsonAsync("/v1/events", new { events = new[] { good } });
        using var some = await scene.Client.PostAsJsonAsync("/v1/events", new { events = new[] { good, misspelt } });
        using var none = await scene.Client.PostAsJsonAsync("/v1/events", new { events = new[] { misspelt } });
        await Waiting.UntilAsync("both are read", () => scene.Node.Report().Read == 2, TimeSpan.FromSeconds(30));

        all.StatusCode.ShouldBe(HttpStatusCode.OK);
        some.StatusCode.ShouldBe(HttpStatusCode.MultiStatus);
        none.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var result = (await some.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("events")[1];
        result.GetProperty("field").GetString().ShouldBe("user_id");
        result.GetProperty("message").GetString()!.ShouldContain("The event has 'usr_id'; was user_id meant?");
        var report = scene.Node.Report();
        report.Applied.ShouldBe(1);
        report.Duplicate.ShouldBe(1);
        (await scene.GetAsync("/v1/recommendations/bert")).GetProperty("known").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_field_that_is_not_right_is_named()
    {
        (string Body, string Field, string Detail)[] wrong =
        [
            ("""{"user":"u","items":["i1"]}""", "user", "user is not a field of this request"),
            ("""{"user_id":"u","item":["i1"]}""", "item", "did you mean items?"),
            ("""{"items":["i1"]}""", "user_id", "user_id is missing"),
            ("""{"user_id":"","items":["i1"]}""", "user_id", "must be a text that is not empty"),
            ("""{"user_id":"u"}""", "items", "items is missing"),
            ("""{"user_id":"u","items":[]}""", "items", "at least one entry"),
            ("""{"user_id":"u","items":["i1",3]}""", "items[1]", "must be an id"),
        ];
        await using var scene = await HttpScene.ReadyAsync();

        foreach (var (body, field, detail) in wrong)
        {
            using var response = await scene.Client.PostAsync("/v1/rank", Json(body));

            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, body);
            response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
            problem.GetProperty("field").GetString().ShouldBe(field);
            problem.GetProperty("detail").GetString()!.ShouldContain(detail);
        }
    }

    [Fact]
    public async Task Given_items_come_back_in_order_all_of_them()
    {
        await using var scene = await HttpScene.ReadyAsync();
        await scene.ClickAsync(("anna", "i11"), ("anna", "i12"), ("anna", "i13"));

        using var response = await scene.Client.PostAsJsonAsync(
            "/v1/rank", new { user_id = "anna", items = new[] { "unheard-of", "i55", "i15", "i16" } });
        var ranked = await response.Content.ReadFromJsonAsync<JsonElement>();

        var items = ranked.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("item_id").GetString()).ToList();
        items.Take(2).ShouldBe(["i15", "i16"], ignoreOrder: true); // of the group that the user views
        items.Skip(2).ShouldBe(["i55", "unheard-of"]);
        ranked.GetProperty("basis").GetString().ShouldBe("history");
    }

    [Fact]
    public async Task Similar_items_are_those_viewed_together()
    {
        await using var scene = await HttpScene.ReadyAsync();

        var similar = await scene.GetAsync("/v1/items/i23/similar?limit=5");
        using var unknown = await scene.Client.GetAsync("/v1/items/unheard-of/similar");
        using var misspelt = await scene.Client.GetAsync("/v1/items/i23/similar?limt=5");

        similar.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("item_id").GetString()![..2]).ShouldAllBe(id => id == "i2");
        similar.GetProperty("items").GetArrayLength().ShouldBe(5);
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await misspelt.Content.ReadAsStringAsync()).ShouldContain("did you mean limit?");
    }

    [Fact]
    public async Task Beyond_the_limit_the_answer_is_429_at_once_and_health_and_metrics_go_on()
    {
        await using var scene = await HttpScene.ReadyAsync(http => http.ApiRequestsPerSecondMax = 1);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => scene.Client.GetAsync("/v1/trending")));
        using var health = await scene.Client.GetAsync("/health/ready");

        answers.ShouldContain(answer => answer.StatusCode == HttpStatusCode.OK);
        var refused = answers.Where(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).ToList();
        refused.ShouldNotBeEmpty();
        refused[0].Headers.RetryAfter.ShouldNotBeNull();
        (await refused[0].Content.ReadAsStringAsync()).ShouldContain("Http:ApiRequestsPerSecondMax (1)");
        health.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await scene.Client.GetStringAsync("/metrics")).ShouldContain($"streamreco_api_requests_total{{outcome=\"refused\"}} {refused.Count}");
    }

    [Fact]
    public async Task Bodies_and_ids_beyond_their_bounds_are_refused()
    {
        await using var scene = await HttpScene.ReadyAsync(http => http.BodyBytesMax = 2_000);

        using var body = await scene.Client.PostAsync("/v1/events", Json(new string(' ', 3_000)));
        using var id = await scene.Client.GetAsync($"/v1/recommendations/{new string('x', 300)}");

        body.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        id.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await id.Content.ReadAsStringAsync()).ShouldContain("Limits:IdCharsMax is 256");
    }

    [Fact]
    public async Task The_document_of_the_api_names_every_path_and_the_token_guards_what_tells_of_people()
    {
        await using var scene = await HttpScene.ListenAsync(http => http.AdminTokenFile = "env:STREAMRECO_TEST_TOKEN");

        var paths = (await scene.GetAsync("/openapi/v1.json")).GetProperty("paths").EnumerateObject().Select(path => path.Name);
        using var users = await scene.Client.GetAsync("/v1/users/u1");
        using var admin = await scene.Client.GetAsync("/admin/v1/log");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/admin/v1/log");
        request.Headers.Add("Authorization", $"Bearer {HttpScene.Token}");
        using var opened = await scene.Client.SendAsync(request);

        foreach (var path in (string[])["/v1/recommendations/{user}", "/v1/items/{item}/similar", "/v1/trending",
            "/v1/users/{user}", "/v1/events", "/v1/rank", "/health/ready", "/admin/v1/cluster"])
        {
            paths.ShouldContain(path);
        }

        users.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        admin.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        opened.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static StringContent Json(string body) => new(body, System.Text.Encoding.UTF8, "application/json");

    private static string[] Items(JsonElement answer) =>
        [.. answer.GetProperty("recommendation").GetProperty("items").EnumerateArray().Select(i => i.GetProperty("item_id").GetString()!)];
}
