using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using StreamReco.Models.Experiments.Assignment;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Tests.Cli;

namespace StreamReco.StreamHost.Tests.Http;

/// <summary>A harmful arm in a running node: users do not click its lists, and nobody stops it by hand.</summary>
public sealed class GuardrailStopTests
{
    private const int Users = 1_300;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private static readonly JsonElement _definition = JsonDocument.Parse(
        """
        {"id":"varied","salt":"000102030405060708090a0b0c0d0e0f",
         "arms":[{"name":"today","ranges":[[0,500000]]},{"name":"varied","ranges":[[500000,1000000]],"settings":{"diversity_lambda":0.5}}],
         "plan":{"guardrails":[{"metric":"click_through","margin":0.02}]}}
        """).RootElement;

    [Fact]
    public async Task Planted_harm_stops_the_experiment_and_report_and_history_say_who_and_why()
    {
        await using var scene = await HttpScene.StartAsync(options => options.Experiments.LookMs = 200);
        await scene.UntilAsync("ready", "/health/ready", answer => answer.GetProperty("status").GetString() == "ready");
        await scene.PostAsync("/admin/v1/experiments", _definition);
        await scene.UntilAsync("it is in force", "/v1/experiments/varied", answer => answer.GetProperty("partitions").GetArrayLength() == 3);

        await PlayAsync(scene, TimeProvider.System.GetUtcNow().AddHours(-2));
        var stopped = await scene.UntilAsync("it is stopped", "/v1/experiments/varied", answer => !answer.GetProperty("is_running").GetBoolean());

        var why = stopped.GetProperty("stopped_because").GetString().ShouldNotBeNull();
        why.ShouldStartWith("varied: click through -100.0% beside the control");
        var report = await scene.GetAsync("/v1/experiments/varied/report");
        report.GetProperty("stopped_because").GetString().ShouldBe(why);
        report.GetProperty("guardrails")[0].GetProperty("state").GetString().ShouldBe("harmed");
        var history = await scene.UntilAsync("it is done", "/admin/v1/cluster/history?limit=5", answer => answer[0].GetProperty("outcome").GetString() == "completed");
        (history[0].GetProperty("kind").GetString(), history[0].GetProperty("by").GetString(), history[0].GetProperty("arguments").GetProperty("reason").GetString())
            .ShouldBe(("stop-experiment", "guardrail", why));
        var table = await CommandLineRun.OfAsync("experiments", "report", "varied", "--node", scene.Http.Url);
        table.Output.ReplaceLineEndings(" ").ShouldContain("stopped because varied: click through");
        await ReadMoreAsync(scene, report);
        (await CommandLineRun.OfAsync("cluster", "history", "--node", scene.Http.Url)).Output.ShouldContain("guardrail");
    }

    /// <summary>The same users by day, step by step, and as the ground of a plan.</summary>
    private static async Task ReadMoreAsync(HttpScene scene, JsonElement report)
    {
        var arms = report.GetProperty("arms").EnumerateArray().ToArray();
        var exposed = arms.Sum(arm => arm.GetProperty("exposed").GetInt64());
        arms[0].GetProperty("clicked").GetInt64().ShouldBeInRange(1, arms[0].GetProperty("exposed").GetInt64() - 1);
        (arms[1].GetProperty("clicked").GetInt64(), arms[0].GetProperty("bought").GetInt64()).ShouldBe((0, 0));
        var days = report.GetProperty("days").EnumerateArray().ToArray();
        (days.Length, days[^1].GetProperty("units").GetInt64(), days[^1].GetProperty("lift").GetDouble()).ShouldBe((days.Length, exposed, -1));
        days.Length.ShouldBeInRange(1, 2);

        var planned = await CommandLineRun.OfAsync("experiments", "plan", "varied", "--lift", "0.02", "-o", "json", "--node", scene.Http.Url);
        planned.ExitCode.ShouldBe(0, planned.Error);
        var plans = JsonDocument.Parse(planned.Output).RootElement.GetProperty("plans");
        plans.EnumerateArray().ShouldAllBe(one => one.GetProperty("units_per_arm").GetInt64() > 100 && one.GetProperty("days").GetDouble() > 0);
        string[] plan = ["experiments", "plan", "varied", "--metric", "conversion", "--node", scene.Http.Url];
        (await CommandLineRun.OfAsync(plan)).Error.ShouldContain("varied has 0 matured users in its control, with conversion");
        (await CommandLineRun.OfAsync("experiments", "plan", "nothing", "--node", scene.Http.Url)).Error.ShouldContain("There is no experiment 'nothing'");
        using var wrong = await scene.Client.GetAsync("/v1/experiments/varied/plan?lift=no");
        (await wrong.Content.ReadAsStringAsync()).ShouldContain("lift is 'no'; it must be a number from 0.0001 to 100.");
    }

    /// <summary>Everybody clicks an item, sees the list of the answer, and nine of ten click in it if it is the control's.</summary>
    private static async Task PlayAsync(HttpScene scene, DateTimeOffset from)
    {
        var before = scene.Committed;
        var kafka = scene.Options.Kafka;
        var lists = new ConcurrentDictionary<string, string>();
        var salt = Convert.FromHexString(_definition.GetProperty("salt").GetString()!);
        using var writer = new RecordWriter(kafka);
        for (var i = 0; i < Users; i++)
        {
            var user = $"u{i}";
            Write(user, "view_item", null, from, (partition, offset) => lists[user] = $"{partition}-{offset}-A");
        }

        writer.Flush(_patience);
        var written = Users;
        foreach (var (user, list) in lists)
        {
            Write(user, "view_item_list", list, from.AddSeconds(1));
            written++;
            if (UnitHash.PointOf(salt, user) < UnitHash.Points / 2 && user[^1] != '0')
            {
                Write(user, "select_item", list, from.AddSeconds(2));
                written++;
            }
        }

        writer.Flush(_patience);
        foreach (var user in lists.GroupBy(list => list.Value[0]).Select(partition => partition.First().Key))
        {
            Write(user, "view_item", null, from.AddHours(2)); // the windows of what came before have closed
            written++;
        }

        writer.Flush(_patience);
        await Waiting.UntilAsync("all is committed", () => scene.Committed >= before + written, _patience);

        void Write(string user, string type, string? list, DateTimeOffset at, Action<int, long>? onWritten = null) => writer.Write(
            kafka.Clicks, Encoding.UTF8.GetBytes(user), JsonSerializer.SerializeToUtf8Bytes(new
            {
                event_id = Guid.NewGuid(),
                event_type = type,
                user_id = user,
                recommendation_id = list ?? "",
                items = new[] { new { item_id = "i2" } },
                timestamp = at,
            }), null, onWritten, default);
    }
}
