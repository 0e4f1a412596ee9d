using System.Net.Http.Json;
using System.Text.Json;
using StreamReco.StreamHost.Tests.Cli;

namespace StreamReco.StreamHost.Tests.Search;

/// <summary>An experiment on searches at a running node: from its file to the clicks in its report.</summary>
public sealed class SearchExperimentTests : IDisposable
{
    private const int Users = 24;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Users_find_by_their_arm_and_the_report_has_what_they_clicked()
    {
        await using var scene = await SearchScene.StartAsync(options => options.Pipeline.Search.RulesFile = Write("rules.json",
            """{"rules": [{"name": "first", "kind": "pin", "slot": 1, "label": "ad", "items": ["lamp33"], "when": {"contains": ["lamp"]}}]}"""));
        string[] node = ["--node", scene.Http.Http.Url];
        var started = await CommandLineRun.OfAsync(["experiments", "start", Write("plain.json",
            """
            {"id": "plain", "arms": [{"name": "ruled", "ranges": [[0, 500000]]},
              {"name": "plain", "ranges": [[500000, 1000000]], "settings": {"search_rules": false, "search_clicks": false}}],
             "plan": {"surface": "search"}}
            """), .. node]);
        started.ExitCode.ShouldBe(0, started.Error);
        await scene.Http.UntilAsync("in force", "/v1/experiments/plain", answer => answer.GetProperty("partitions").GetArrayLength() == 3);

        var arms = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var user = 0; user < Users; user++)
        {
            var answer = await scene.SearchAsync($"q=lamp&n=5&user=u{user}");
            var arm = answer.GetProperty("experiments")[0];
            (arm.GetProperty("name").GetString(), arm.GetProperty("propensity").GetDouble()).ShouldBe(("plain", 0.5));
            arms.Add($"u{user}", arm.GetProperty("variant").GetString()!);
            (SearchScene.Ids(answer)[0] == "lamp33").ShouldBe(arms[$"u{user}"] == "ruled");
            await ClickAsync(scene, $"u{user}", answer);
        }

        arms.Values.Distinct().Count().ShouldBe(2);
        (await scene.SearchAsync("q=lamp&n=5")).GetProperty("experiments").ValueKind.ShouldBe(JsonValueKind.Null, "nobody is named");
        var report = await scene.Http.UntilAsync("clicked", "/v1/experiments/plain/report", answer =>
            answer.GetProperty("arms").EnumerateArray().Sum(arm => arm.GetProperty("clicked").GetInt64()) == Users);
        foreach (var arm in report.GetProperty("arms").EnumerateArray())
        {
            var of = arms.Values.Count(variant => variant == arm.GetProperty("arm").GetString());
            (arm.GetProperty("assigned").GetInt64(), arm.GetProperty("exposed").GetInt64()).ShouldBe((of, of));
        }

        (await CommandLineRun.OfAsync(["experiments", "show", "plain", .. node])).Output.ShouldContain("search_rules false, search_clicks false");
    }

    [Fact]
    public async Task An_arm_that_changes_the_other_surface_is_refused()
    {
        await using var scene = await SearchScene.StartAsync();
        string[] node = ["--node", scene.Http.Http.Url];

        var search = await CommandLineRun.OfAsync(["experiments", "start", Write("a.json", Definition("\"fresh\": true", "search")), .. node]);
        var lists = await CommandLineRun.OfAsync(["experiments", "start", Write("b.json", Definition("\"search_personal\": false", "recommendations")), .. node]);

        search.Error.ShouldContain("arm new changes recommendations, and plan.surface is search");
        lists.Error.ShouldContain("arm new changes search, and plan.surface is recommendations");

        static string Definition(string setting, string surface) =>
            $$"""
            {"id": "a", "arms": [{"name": "today", "ranges": [[0, 10]]}, {"name": "new", "ranges": [[10, 20]], "settings": { {{setting}} } }],
             "plan": {"surface": "{{surface}}"} }
            """;
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A click on the second item, that names the search.</summary>
    private static async Task ClickAsync(SearchScene scene, string user, JsonElement answer)
    {
        using var response = await scene.Http.Client.PostAsJsonAsync("/v1/events", new
        {
            events = new[]
            {
                new
                {
                    event_id = $"{user}-click",
                    event_type = "select_item",
                    user_id = user,
                    search_id = answer.GetProperty("search_id").GetString(),
                    item_id = SearchScene.Ids(answer)[1],
                    timestamp = TimeProvider.System.GetUtcNow(),
                },
            },
        });
        ((int)response.StatusCode).ShouldBe(200, await response.Content.ReadAsStringAsync());
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, text);
        return path;
    }
}
