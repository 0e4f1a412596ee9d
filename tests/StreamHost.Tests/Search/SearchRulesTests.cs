using System.Text.Json;

namespace StreamReco.StreamHost.Tests.Search;

/// <summary>Rules by query at a node: on each page of a list, in the explanation, and in suggestions.</summary>
public sealed class SearchRulesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streamreco-").FullName;

    [Fact]
    public async Task Rules_move_items_on_all_pages_and_the_answer_says_what_they_did()
    {
        await using var scene = await SearchScene.StartAsync(options => options.Pipeline.Search.RulesFile = Write(
            """
            {"rules": [
              {"name": "acme last", "kind": "bury", "match": {"brands": ["Acme"]}, "when": {"queries": ["lamps"]}},
              {"name": "ad", "kind": "pin", "slot": 2, "label": "sponsored", "items": ["lamp00", "lamp33"], "when": {"contains": ["lamp"]}},
              {"name": "floors", "kind": "redirect", "url": "/floor", "when": {"contains": ["floor"]}}]}
            """));

        var first = await scene.SearchAsync("q=lamp&n=41");
        var second = await scene.SearchAsync($"q=lamp&n=41&cursor={first.GetProperty("cursor").GetString()}");
        var other = await scene.SearchAsync("q=floor+lamp&n=3");

        // lamp00 cannot be bought, so the second of the rule's items takes the place.
        var pinned = first.GetProperty("items")[1];
        pinned.GetProperty("item_id").GetString().ShouldBe("lamp33");
        pinned.GetProperty("label").GetString().ShouldBe("sponsored");
        pinned.GetProperty("rules").EnumerateArray().Select(rule => rule.GetString()).ShouldBe(["acme last", "ad"]);
        first.GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("rule").GetString()).ShouldBe(["acme last", "ad"]);
        second.GetProperty("items").EnumerateArray().ShouldAllBe(item => item.GetProperty("brand").GetString() == "Acme"
            && item.GetProperty("rules").GetArrayLength() == 1);
        first.GetProperty("redirect").ValueKind.ShouldBe(JsonValueKind.Null);
        other.GetProperty("redirect").GetString().ShouldBe("/floor");

        var explained = await scene.Http.GetAsync("/v1/search/explain?q=lamp&item=lamp33");
        explained.GetProperty("position").GetInt32().ShouldBe(2);
        explained.GetProperty("rules").EnumerateArray().Select(rule => rule.GetString()).ShouldBe(["acme last", "ad"]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string json)
    {
        var file = Path.Combine(_folder, "rules.json");
        File.WriteAllText(file, json);
        return file;
    }
}
