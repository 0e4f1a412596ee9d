using System.Net.Http.Json;
using System.Text.Json;

namespace StreamReco.StreamHost.Tests.Http;

/// <summary>Who asks the API is answered by the whole stack, from the shard's live state.</summary>
public sealed class TwoStageApiTests
{
    [Fact]
    public async Task The_answer_of_the_api_right_after_a_click_is_that_of_the_topic()
    {
        await using var scene = await StartAsync();
        await scene.ClickAsync(("anna", "i11"), ("bert", "i21"), ("anna", "i15"), ("bert", "i22"), ("anna", "i12"));

        foreach (var user in (string[])["anna", "bert"])
        {
            var asked = await scene.GetAsync($"/v1/recommendations/{user}");
            var newest = (await scene.GetAsync($"/v1/users/{user}")).GetProperty("last_answers")[0];

            asked.GetProperty("basis").GetString().ShouldBe("history");
            var api = asked.GetProperty("recommendation");
            foreach (var field in (string[])["items", "as_of", "session_id", "model"])
            {
                api.GetProperty(field).GetRawText().ShouldBe(newest.GetProperty(field).GetRawText(), field);
            }

            api.GetProperty("items").EnumerateArray().Any(item => item.GetProperty("reason").TryGetProperty("source", out _))
                .ShouldBeTrue("a source of the stack is named");
        }
    }

    [Fact]
    public async Task What_others_click_now_is_in_the_next_answer_of_the_api()
    {
        await using var scene = await StartAsync();
        await scene.ClickAsync(("anna", "i11"));
        var before = (await scene.GetAsync("/v1/recommendations/anna")).GetProperty("recommendation").GetProperty("items");

        await scene.ClickAsync([.. Enumerable.Range(0, 90).SelectMany(user => new[] { ($"w{user}", "i11"), ($"w{user}", "i59") })]);

        var after = (await scene.GetAsync("/v1/recommendations/anna")).GetProperty("recommendation").GetProperty("items");
        IdsOf(before).ShouldNotContain("i59");
        IdsOf(after).ShouldContain("i59");
    }

    [Fact]
    public async Task Given_items_are_the_ranker_s_candidates_and_what_it_does_not_know_comes_last()
    {
        await using var scene = await StartAsync();
        await scene.ClickAsync(("anna", "i11"), ("anna", "i12"), ("anna", "i13"));

        var given = new[] { "unheard-of", "i55", "i15", "i55", "i16", "never-seen" };
        var ranked = await RankAsync(scene, "anna", given);

        var items = ranked.GetProperty("items").EnumerateArray().ToList();
        items.Count.ShouldBe(given.Length);
        IdsOf(ranked.GetProperty("items")).Take(2).ShouldBe(["i15", "i16"], ignoreOrder: true); // of the group that the user views
        IdsOf(ranked.GetProperty("items"))[4..].ShouldBe(["unheard-of", "never-seen"]);
        items.Select(item => item.GetProperty("by").GetString()).ShouldBe(
            ["ranker", "ranker", "ranker", "ranker", "unknown", "unknown"]);
        ranked.GetProperty("basis").GetString().ShouldBe("history");
    }

    [Fact]
    public async Task More_items_than_the_ranker_takes_stand_behind_by_the_word_of_the_sources()
    {
        await using var scene = await StartAsync();
        await scene.ClickAsync(("anna", "i11"));

        var ranked = await RankAsync(scene, "anna", [.. Enumerable.Range(0, 60).Select(item => $"i{item}")]);

        var items = ranked.GetProperty("items").EnumerateArray().ToList();
        items.Select(item => item.GetProperty("item_id").GetString()).Distinct().Count().ShouldBe(60);
        items.Count(item => item.GetProperty("by").GetString() == "ranker").ShouldBe(40, "candidates of the small model");
        items.Skip(40).ShouldAllBe(item => item.GetProperty("by").GetString() == "sources");
        items.Skip(40).Select(item => item.GetProperty("score").GetDouble()).ShouldBeInOrder(SortDirection.Descending);
    }

    [Fact]
    public async Task A_stranger_is_answered_without_the_ranker_and_is_told_why()
    {
        await using var scene = await StartAsync();
        await scene.ClickAsync([.. Enumerable.Range(0, 200).Select(user => ($"w{user}", "i59"))]);

        var stranger = await scene.GetAsync("/v1/recommendations/nobody");
        var ranked = await RankAsync(scene, "nobody", ["i1", "unheard-of", "i59"]);

        stranger.GetProperty("known").GetBoolean().ShouldBeFalse();
        stranger.GetProperty("basis").GetString().ShouldBe("popular");
        stranger.GetProperty("fallback")[0].GetString().ShouldBe("history: the user is not known");
        stranger.GetProperty("recommendation").GetProperty("items").EnumerateArray().Count(
            item => item.GetProperty("reason").GetProperty("kind").GetString() == "popular").ShouldBe(10);
        ranked.GetProperty("basis").GetString().ShouldBe("popular");
        ranked.GetProperty("fallback")[0].GetString().ShouldBe("history: the user is not known");
        IdsOf(ranked.GetProperty("items")).ShouldBe(["i59", "i1", "unheard-of"], "i59 is popular now");
        ranked.GetProperty("items")[0].GetProperty("by").GetString().ShouldBe("popular");
    }

    [Fact]
    public async Task Similar_items_are_near_by_the_encoder_s_vectors()
    {
        await using var scene = await StartAsync();
        var (stack, items) = (scene.Node.Model.Stack!, scene.Node.Model.Items);
        float CosineOf(string item) => System.Numerics.Tensors.TensorPrimitives.Dot(
            stack.Vectors!.Of(items.IndexOf("i23")), stack.Vectors.Of(items.IndexOf(item)));

        var similar = await scene.GetAsync("/v1/items/i23/similar?limit=5");

        var expected = items.Ids.Where(item => item != "i23").OrderByDescending(CosineOf).Take(5);
        IdsOf(similar.GetProperty("items")).ShouldBe(expected);
        similar.GetProperty("items")[0].GetProperty("score").GetSingle().ShouldBe(CosineOf(expected.First()));
    }

    private static async Task<HttpScene> StartAsync()
    {
        var scene = await HttpScene.StartAsync(options => options.Model.Directory = PathModel.StackDirectory);
        await scene.UntilAsync("ready", "/health/ready", answer => answer.GetProperty("status").GetString() == "ready");
        return scene;
    }

    private static async Task<JsonElement> RankAsync(HttpScene scene, string user, string[] items)
    {
        using var response = await scene.Client.PostAsJsonAsync("/v1/rank", new { user_id = user, items });
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static string[] IdsOf(JsonElement items) =>
        [.. items.EnumerateArray().Select(item => item.GetProperty("item_id").GetString()!)];
}
