using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Tests.Http;

/// <summary>Pages, categories, several users, and items in place of a user.</summary>
public sealed class AnswerPageTests
{
    [Fact]
    public async Task Pages_follow_each_other_without_a_repeat_and_their_ranks_go_on()
    {
        await using var scene = await HttpScene.ReadyAsync();
        await scene.ClickAsync(("anna", "i1"), ("anna", "i2"));

        var first = await scene.GetAsync("/v1/recommendations/anna?n=10");
        var second = await scene.GetAsync("/v1/recommendations/anna?n=10&offset=10");
        var inner = await scene.GetAsync("/v1/recommendations/anna?n=4&offset=3");

        HttpScene.ItemsOf(second).Length.ShouldBe(10);
        HttpScene.ItemsOf(second).ShouldAllBe(id => !HttpScene.ItemsOf(first).Contains(id));
        HttpScene.ItemsOf(inner).ShouldBe(HttpScene.ItemsOf(first)[3..7]);
        inner.GetProperty("recommendation").GetProperty("items").EnumerateArray().Select(item => item.GetProperty("rank").GetInt32())
            .ShouldBe([4, 5, 6, 7]);
    }

    [Fact]
    public async Task A_category_narrows_the_answer_whatever_it_rests_on()
    {
        await using var scene = await HttpScene.ReadyAsync();
        PutCatalog(scene);
        await scene.ClickAsync(("anna", "i11"), ("anna", "i12"));

        foreach (var user in (string[])["anna", "nobody"])
        {
            foreach (var group in (string[])["1", "4"])
            {
                var items = HttpScene.ItemsOf(await scene.GetAsync($"/v1/recommendations/{user}?category=group{group}"));

                items.ShouldAllBe(id => id.Length == 3 && id.StartsWith($"i{group}"), $"{user} {string.Join(' ', items)}");
                items.Length.ShouldBeGreaterThanOrEqualTo(8); // the group's ten, but for what anna has seen
            }
        }

        HttpScene.ItemsOf(await scene.GetAsync("/v1/recommendations/anna?category=nothing")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Several_users_are_answered_in_the_order_of_the_request_each_as_alone()
    {
        await using var scene = await HttpScene.ReadyAsync();
        await scene.ClickAsync(("anna", "i1"), ("bert", "i31"));

        var together = (await scene.PostAsync(
            "/v1/recommendations", new { user_ids = new[] { "bert", "nobody", "anna" }, n = 5 })).GetProperty("answers");

        together.GetArrayLength().ShouldBe(3);
        foreach (var answer in together.EnumerateArray())
        {
            var alone = await scene.GetAsync($"/v1/recommendations/{answer.GetProperty("user_id").GetString()}?n=5");
            HttpScene.ItemsOf(answer).ShouldBe(HttpScene.ItemsOf(alone));
            answer.GetProperty("basis").GetString().ShouldBe(alone.GetProperty("basis").GetString());
        }

        together.EnumerateArray().Select(answer => answer.GetProperty("user_id").GetString()).ShouldBe(["bert", "nobody", "anna"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Items_without_a_user_are_answered_as_a_history_of_them_and_leave_no_user(bool withStack)
    {
        await using var scene = await HttpScene.StartAsync(options =>
            options.Model.Directory = withStack ? PathModel.StackDirectory : PathModel.Directory);
        await scene.UntilAsync("ready", "/health/ready", answer => answer.GetProperty("status").GetString() == "ready");

        var related = await scene.PostAsync("/v1/related", new { items = new[] { "i41", "i42" }, n = 5 });
        var unknown = await scene.PostAsync("/v1/related", new { items = new[] { "unheard-of" } });

        related.GetProperty("basis").GetString().ShouldBe("history");
        HttpScene.ItemsOf(related).ShouldAllBe(id => id.StartsWith("i4"));
        HttpScene.ItemsOf(related).ShouldNotContain("i41");
        unknown.GetProperty("basis").GetString().ShouldBe("popular");
        scene.Node.OpenShards.Sum(shard => shard.UsersInMemory()).ShouldBe(0);
    }

    [Fact]
    public async Task A_field_of_several_users_that_is_not_right_is_named()
    {
        (string Body, string Field, string Detail)[] wrong =
        [
            ("""{"user_ids":["a"],"n":11}""", "n", "from 1 to 10, which is Rerank:Items"),
            ("""{"user_ids":["a"],"offset":-1}""", "offset", "from 0 to 100, which is Rerank:CandidatesMax"),
            ("""{"user_ids":["a"],"category":""}""", "category", "must be a text that is not empty"),
            ("""{"user_ids":["a",""]}""", "user_ids[1]", "must be an id"),
            ("""{"user_id":["a"]}""", "user_id", "did you mean user_ids?"),
        ];
        await using var scene = await HttpScene.ReadyAsync();

        foreach (var (body, field, detail) in wrong)
        {
            using var response = await scene.Client.PostAsync(
                "/v1/recommendations", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, body);
            var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
            problem.GetProperty("field").GetString().ShouldBe(field);
            problem.GetProperty("detail").GetString()!.ShouldContain(detail);
        }
    }

    [Fact]
    public async Task While_the_model_is_busy_the_answer_says_so_and_is_what_is_popular()
    {
        using var busy = new ManualResetEventSlim(initialState: true);
        using var entered = new SemaphoreSlim(0);
        await using var scene = await HttpScene.WithModelAsync(
            () =>
            {
                entered.Release();
                busy.Wait(TimeSpan.FromSeconds(60));
            },
            options => options.Http.ModelWaitMs = 50);
        await scene.UntilAsync("ready", "/health/ready", answer => answer.GetProperty("status").GetString() == "ready");
        await scene.ClickAsync(("anna", "i1"));
        busy.Reset();
        while (entered.Wait(TimeSpan.Zero))
        {
            // What the model was asked so far.
        }

        var first = scene.ClickAsync(("bob", "i1")); // the model is at work for the path
        await entered.WaitAsync(TimeSpan.FromSeconds(60));

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => scene.GetAsync("/v1/recommendations/anna")));
        busy.Set();
        await first;

        answers.ShouldAllBe(answer => answer.GetProperty("basis").GetString() == "popular");
        answers[0].GetProperty("fallback")[0].GetString()!.ShouldStartWith("history: the model is busy");
        HttpScene.ItemsOf(answers[0]).Length.ShouldBe(10);
        await scene.UntilAsync("history", "/v1/recommendations/anna", answer => answer.GetProperty("basis").GetString() == "history");
    }

    private static void PutCatalog(HttpScene scene)
    {
        for (var i = 0; i < PathModel.Items; i++)
        {
            scene.Node.Catalog.Put(PathModel.ItemOf($"i{i}", i / 10));
        }
    }
}
