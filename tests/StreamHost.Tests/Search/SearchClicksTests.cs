using System.Net.Http.Json;
using System.Text.Json;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Tests.Cli;

namespace StreamReco.StreamHost.Tests.Search;

/// <summary>From a search and a click to the next search's order, over a running node.</summary>
public sealed class SearchClicksTests
{
    [Fact]
    public async Task Clicks_change_the_order_of_the_next_search()
    {
        await using var scene = await SearchScene.StartAsync();
        var first = await scene.SearchAsync("q=lamp&n=10");
        var chosen = SearchScene.Ids(first)[5];
        foreach (var user in Enumerable.Range(0, 3).Select(i => $"clicker{i}"))
        {
            var shown = await scene.SearchAsync("q=lamp&n=10");
            await SendAsync(scene, user, shown, chosen);
        }

        await scene.Http.UntilAsync("the clicked item leads", "/v1/search?q=lamp&n=10", answer => SearchScene.Ids(answer)[0] == chosen);
        var now = (await scene.SearchAsync("q=Lamps&n=1")).GetProperty("items")[0];
        now.GetProperty("reasons").EnumerateArray().Select(part => part.GetProperty("reason").GetString()).ShouldContain("clicks");
    }

    [Fact]
    public async Task What_a_node_served_a_user_is_logged_so_that_a_click_with_the_search_id_is_enough()
    {
        await using var scene = await SearchScene.StartAsync();
        var answer = await scene.SearchAsync("q=lamp&n=10&user=anna");
        var (id, chosen) = (answer.GetProperty("search_id").GetString(), SearchScene.Ids(answer)[4]);
        await scene.Http.UntilAsync("the search is counted", "/v1/search/queries", counted => counted.GetProperty("searches").GetInt64() == 1);

        await PostAsync(scene, new
        {
            event_id = "click",
            event_type = "select_item",
            user_id = "anna",
            search_id = id,
            item_id = chosen,
            timestamp = TimeProvider.System.GetUtcNow(),
        });

        var counted = await scene.Http.UntilAsync(
            "the click is counted", "/v1/search/queries",
            queries => queries.GetProperty("queries") is var rows && rows.GetArrayLength() == 1 && rows[0].GetProperty("clicks").GetInt64() == 1);
        counted.GetProperty("positions")[4].GetProperty("clicks").GetInt64().ShouldBe(1);
        counted.GetProperty("served").GetProperty("written").GetInt64().ShouldBe(1);
        counted.GetProperty("queries")[0].GetProperty("text").GetString().ShouldBeNull(); // one user typed it
    }

    [Fact]
    public async Task A_query_is_shown_and_suggested_once_enough_people_typed_it()
    {
        await using var scene = await SearchScene.StartAsync(options => options.Pipeline.Search.QueryUsersMin = 2);
        var users = SameShard(scene, 2);
        await scene.SearchAsync($"q=floor+lamp&user={users[0]}");
        await scene.Http.UntilAsync("counted", "/v1/search/queries", counted => counted.GetProperty("searches").GetInt64() == 1);
        (await scene.Http.GetAsync("/v1/suggest?q=flo")).GetProperty("queries").GetArrayLength().ShouldBe(0);

        await scene.SearchAsync($"q=floor+lamp&user={users[1]}");

        var suggested = await scene.Http.UntilAsync(
            "suggested", "/v1/suggest?q=flo", answer => answer.GetProperty("queries").GetArrayLength() == 1);
        suggested.GetProperty("queries")[0].GetProperty("text").GetString().ShouldBe("floor lamp");
        (await scene.Http.GetAsync("/v1/search/queries")).GetProperty("queries")[0].GetProperty("text").GetString().ShouldBe("floor lamp");
    }

    [Fact]
    public async Task The_command_line_searches_and_lists_queries()
    {
        await using var scene = await SearchScene.StartAsync();
        await scene.SearchAsync("q=desk+lamp&user=anna");
        await scene.Http.UntilAsync("counted", "/v1/search/queries", counted => counted.GetProperty("searches").GetInt64() == 1);

        var table = await CommandLineRun.OfAsync("search", "desk lmap", "--node", scene.Http.Http.Url, "-n", "3", "--facets", "brand");
        var json = await CommandLineRun.OfAsync("search", "lamp", "--node", scene.Http.Http.Url, "--filter", "brand:Acme", "--output", "json");
        var wrong = await CommandLineRun.OfAsync("search", "lamp", "--node", scene.Http.Http.Url, "--sort", "price");

        table.ExitCode.ShouldBe(0, table.Error);
        table.Output.ShouldContain("spelling: lmap -> lamp");
        table.Output.ShouldContain("brand: ");
        SearchScene.Ids(JsonDocument.Parse(json.Output).RootElement).Length.ShouldBe(20);
        wrong.Error.ShouldContain("sort is 'price'; it must be one of relevance, price_asc, price_desc, name");
        foreach (var kind in (string[])["top", "zero", "slow"])
        {
            var queries = await CommandLineRun.OfAsync("queries", kind, "--node", scene.Http.Http.Url);
            queries.ExitCode.ShouldBe(0, queries.Error);
            queries.Output.ShouldContain("1 searches are counted");
        }
    }

    /// <summary>Users of one partition: only there can they be counted together.</summary>
    private static string[] SameShard(SearchScene scene, int count) =>
        [.. Enumerable.Range(0, 100).Select(i => $"user{i}")
            .GroupBy(user => KeyPartitioner.PartitionOf(System.Text.Encoding.UTF8.GetBytes(user), 3, scene.Http.Options.Kafka))
            .First(shard => shard.Count() >= count).Take(count)];

    /// <summary>A search as the shop's own front end reports it, and the click.</summary>
    private static Task SendAsync(SearchScene scene, string user, JsonElement shown, string chosen)
    {
        var (id, now) = (shown.GetProperty("search_id").GetString(), TimeProvider.System.GetUtcNow());
        return PostAsync(
            scene,
            new
            {
                event_id = $"{user}-search",
                event_type = "search",
                user_id = user,
                search_id = id,
                query = "lamp",
                timestamp = now,
                items = SearchScene.Ids(shown).Select((item, i) => new { item_id = item, index = i + 1 }),
            },
            new { event_id = $"{user}-click", event_type = "select_item", user_id = user, search_id = id, item_id = chosen, timestamp = now });
    }

    private static async Task PostAsync(SearchScene scene, params object[] events)
    {
        using var response = await scene.Http.Client.PostAsJsonAsync("/v1/events", new { events });
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(200, text);
    }
}
