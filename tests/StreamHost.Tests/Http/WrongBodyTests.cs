using System.Net;
using System.Text;
using System.Text.Json;

namespace StreamReco.StreamHost.Tests.Http;

/// <summary>Bodies that no client should send are refused with a reason; none of them is an error of the node.</summary>
public sealed class WrongBodyTests
{
    [Theory]
    [InlineData("/v1/rank", """{"user_id":"\ud800","items":["i1"]}""", "user_id")]
    [InlineData("/v1/rank", """{"user_id":"anna","items":["i1","\udc00"]}""", "items[1]")]
    [InlineData("/v1/rank", """{"user_id":"anna","items":["i1"],"\ud800":1}""", null)]
    [InlineData("/v1/search", """{"q":"\ud83d"}""", "q")]
    [InlineData("/v1/search", """{"q":"cable","filters":{"brand":["\ud83d"]}}""", "filters.brand")]
    [InlineData("/v1/search", """{"q":"cable","filters":{"\ud83d":"Acme"}}""", null)]
    [InlineData("/v1/events", """{"missing_time":"\ud800","events":[]}""", "missing_time")]
    [InlineData("/admin/v1/erasures", """{"user_id":"a\u0000b"}""", "user_id")]
    [InlineData("/admin/v1/bots/decisions", """{"user_id":"a\u0000b","decision":"release"}""", "user_id")]
    [InlineData("/v1/identities", """{"anonymous_id":"a\u0000b","user_id":"anna"}""", "anonymous_id")]
    public async Task A_text_that_nothing_can_hold_is_refused_by_the_name_of_its_field(string path, string body, string? field)
    {
        await using var scene = await HttpScene.ReadyAsync();

        using var response = await scene.Client.PostAsync(path, Json(body));
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        problem.GetProperty("title").GetString().ShouldBe("A field is not right");
        problem.GetProperty("field").GetString().ShouldBe(field);
    }

    [Fact]
    public async Task Half_of_a_surrogate_pair_in_a_field_that_nobody_reads_costs_no_event()
    {
        await using var scene = await HttpScene.ReadyAsync();

        using var response = await scene.Client.PostAsync("/v1/events", Json(
            """
            {"missing_time":"now","events":[
              {"event_id":"e1","event_type":"view_item","user_id":"anna","item_id":"i1","title":"cut off \ud83d","\ud83d":{"a":["\udc00"]}},
              {"event_id":"e2","event_type":"view_item","user":"anna","item_id":"i2","\ud83d":1},
              {"event_id":"e3","event_type":"view_item","user_id":"anna","item_id":"i3","timestamp":null}]}
            """));
        var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

        response.StatusCode.ShouldBe(HttpStatusCode.MultiStatus);
        answer.GetProperty("events").EnumerateArray().Select(one => one.GetProperty("accepted").GetBoolean()).ShouldBe([true, false, true]);
        answer.GetProperty("events")[1].GetProperty("field").GetString().ShouldBe("user_id");
    }

    [Theory]
    [InlineData("/admin/v1/erasures", "{}", "text/plain", 415, "application/json")]
    [InlineData("/admin/v1/replays", "", "application/json", 400, "body")]
    [InlineData("/admin/v1/consent", """{"train":5}""", "application/json", 400, "$.train")]
    [InlineData("/admin/v1/models/m1/activate?force=0", "", "application/json", 400, "force")]
    public async Task What_the_framework_refuses_is_answered_with_the_reason(string path, string body, string type, int status, string why)
    {
        await using var scene = await HttpScene.ReadyAsync();

        using var response = await scene.Client.PostAsync(path, new StringContent(body, Encoding.UTF8, type));
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

        ((int)response.StatusCode).ShouldBe(status);
        problem.GetProperty("detail").GetString()!.ShouldContain(why);
    }

    [Fact]
    public async Task The_document_says_of_every_operation_how_it_is_refused()
    {
        await using var scene = await HttpScene.ListenAsync();

        var operations = (await scene.GetAsync("/openapi/v1.json")).GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => (Name: $"{operation.Name} {path.Name}", operation.Value))).ToList();

        operations.Count.ShouldBeGreaterThan(70);
        operations.Where(one => !one.Value.GetProperty("responses").TryGetProperty("default", out var failure)
            || !failure.GetProperty("content").TryGetProperty("application/problem+json", out _)).Select(one => one.Name).ShouldBeEmpty();
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
