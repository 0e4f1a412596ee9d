using System.Net.Http.Json;
using System.Text.Json;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Interleaving;
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
    public async Task Two_arms_find_one_list_whose_pages_are_cuts_of_it_and_a_click_counts_for_the_arm_of_its_item()
    {
        await using var scene = await SearchScene.StartAsync(options => options.Pipeline.Search.RulesFile = Write("rules.json",
            """{"rules": [{"name": "first", "kind": "pin", "slot": 1, "label": "ad", "items": ["lamp33"], "when": {"contains": ["lamp"]}}]}"""));
        string[] node = ["--node", scene.Http.Http.Url];
        var users = Enumerable.Range(0, 6).Select(user => $"u{user}").ToArray();
        await scene.Http.ClickAsync(users.SelectMany(user => Enumerable.Range(0, 8).Select(i => (user, $"lamp{(i * 6) + 3:00}"))).ToArray());
        var (personal, plain) = (await scene.SearchAsync("q=lamp&n=20&user=u0"), await scene.SearchAsync("q=lamp&n=20&user=u0&personalize=false"));
        SearchScene.Ids(personal).ShouldNotBe(SearchScene.Ids(plain));
        var started = await CommandLineRun.OfAsync(["experiments", "start", Write("taste.json",
            """
            {"id": "taste", "arms": [{"name": "personal", "ranges": [[0, 500000]]},
              {"name": "plain", "ranges": [[500000, 1000000]], "settings": {"search_personal": false, "search_ranker": false}}],
             "plan": {"surface": "search", "interleave": true}}
            """), .. node]);
        started.ExitCode.ShouldBe(0, started.Error);
        await scene.Http.UntilAsync("in force", "/v1/experiments/taste", answer => answer.GetProperty("partitions").GetArrayLength() == 3);

        long clicked = 0;
        foreach (var user in users)
        {
            var page = await scene.SearchAsync($"q=lamp&n=8&user={user}");
            var (id, shown) = (page.GetProperty("search_id").GetString()!, SearchScene.Ids(page));
            var next = await scene.SearchAsync($"q=lamp&n=8&user={user}&cursor={page.GetProperty("cursor").GetString()}");
            (next.GetProperty("search_id").GetString(), next.GetProperty("restarted").GetBoolean()).ShouldBe((id, false));
            SearchScene.Ids(next).Intersect(shown).ShouldBeEmpty();
            page.GetProperty("experiments")[0].GetProperty("variant").GetString().ShouldBe("interleaved");
            page.GetProperty("personal").GetString().ShouldBe("history");
            var teams = shown.Select(item => AnswerCode.TeamOf(AnswerCode.CodeOf(id), ShownList.HashOfItem(item))).ToArray();
            (shown[0], teams[0]).ShouldBe(("lamp33", Team.None), "pinned by a rule, in the list of both");
            teams.ShouldContain(Team.First);
            teams.ShouldContain(Team.Second);
            clicked += teams[1] == Team.None ? 0 : 1;
            await ClickAsync(scene, user, page);
        }

        clicked.ShouldBeGreaterThan(0);
        await scene.Http.UntilAsync("clicked", "/v1/experiments/taste/report", answer =>
            answer.GetProperty("arms").EnumerateArray().Sum(arm => arm.GetProperty("clicked").GetInt64()) == users.Length);
        var report = await CommandLineRun.OfAsync(["experiments", "report", "taste", .. node]);
        report.ExitCode.ShouldBe(0, report.Error);
        (await CommandLineRun.OfAsync(["experiments", "show", "taste", .. node])).Output.ShouldContain("search_ranker false");
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
