using System.Text;
using System.Text.Json;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Cli;

namespace StreamReco.StreamHost.Tests.Http;

/// <summary>
/// A policy judged by the log that a node made: visitors are drawn and answered by the node, see their lists and click in them as often as
/// was planted, and the command says what each arm for everybody would have brought.
/// </summary>
public sealed class OffPolicyAtANodeTests
{
    private const int Users = 300;
    private const double RateOfToday = 0.3;
    private const double RateOfVaried = 0.6;

    private const string Definition = """
        {"id": "varied", "salt": "000102030405060708090a0b0c0d0e0f",
         "arms": [{"name": "today", "ranges": [[0, 500000]]}, {"name": "varied", "ranges": [[500000, 1000000]], "settings": {"diversity_lambda": 0.5}}],
         "plan": {"windows": {"click_minutes": 1, "cart_hours": 1, "purchase_days": 1}}}
        """;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task What_an_arm_for_everybody_would_have_brought_is_found_in_the_log_of_a_node()
    {
        await using var scene = await HttpScene.ReadyAsync();
        await scene.PostAsync("/admin/v1/experiments", JsonDocument.Parse(Definition).RootElement);
        await scene.UntilAsync("in force", "/v1/experiments/varied", answer => answer.GetProperty("partitions").GetArrayLength() == 3);
        await scene.ClickAsync([.. Enumerable.Range(0, Users).Select(user => ($"u{user}", "i1"))]);
        var atMs = TimeProvider.System.GetUtcNow();
        await WriteAsync(scene, await SeenAsync(scene, atMs));
        await WriteAsync(scene, [.. Enumerable.Range(0, Users).Select(user => ($"u{user}", Event("view_item", $"u{user}", null, "i2", atMs.AddMinutes(4))))]);

        var varied = await JudgeAsync(scene, "varied=1");
        var today = await JudgeAsync(scene, "today=1");

        foreach (var (judged, truth) in new[] { (varied, RateOfVaried), (today, RateOfToday) })
        {
            var estimates = judged.GetProperty("estimates").EnumerateArray().ToDictionary(
                one => one.GetProperty("name").GetString()!, one => (Value: one.GetProperty("value").GetDouble(), Error: one.GetProperty("error").GetDouble()));
            foreach (var name in new[] { "IPS", "SNIPS", "DR" })
            {
                estimates[name].Value.ShouldBe(truth, 3 * estimates[name].Error, name);
                estimates[name].Error.ShouldBeLessThan(0.1);
            }
        }
    }

    private static async Task<JsonElement> JudgeAsync(HttpScene scene, string share)
    {
        var run = await CommandLineRun.OfAsync(
            "experiments", "off-policy", "varied", "--share", share, "--output", "json", "--bootstrap", scene.Options.Kafka.Bootstrap, "--model",
            scene.Options.Model.Directory);
        run.ExitCode.ShouldBe(ExitCode.Ok, run.Output + run.Error);
        return JsonDocument.Parse(run.Output).RootElement;
    }

    /// <summary>Every visitor sees the list of the answer, and clicks an item of it as often as the arm has it.</summary>
    private static async Task<List<(string User, byte[] Event)>> SeenAsync(HttpScene scene, DateTimeOffset at)
    {
        var (events, random) = (new List<(string, byte[])>(), new Random(9));
        for (var i = 0; i < Users; i++)
        {
            var user = $"u{i}";
            var answer = (await scene.GetAsync($"/v1/users/{user}")).GetProperty("last_answers")[0];
            var list = answer.GetProperty("recommendation_id").GetString();
            var item = answer.GetProperty("items")[0].GetProperty("item_id").GetString()!;
            var isVaried = answer.GetProperty("experiments")[0].GetProperty("variant").GetString() == "varied";
            events.Add((user, Event("view_item_list", user, list, item, at)));
            if (random.NextDouble() < (isVaried ? RateOfVaried : RateOfToday))
            {
                events.Add((user, Event("select_item", user, list, item, at)));
            }
        }

        return events;
    }

    private static async Task WriteAsync(HttpScene scene, List<(string User, byte[] Event)> events)
    {
        var before = scene.Committed;
        using var writer = new RecordWriter(scene.Options.Kafka);
        foreach (var (user, bytes) in events)
        {
            writer.Write(scene.Options.Kafka.Clicks, Encoding.UTF8.GetBytes(user), bytes, null, null, default);
        }

        writer.Flush(_patience);
        await Waiting.UntilAsync("they are committed", () => scene.Committed >= before + events.Count, _patience);
    }

    private static byte[] Event(string type, string user, string? list, string item, DateTimeOffset at) => JsonSerializer.SerializeToUtf8Bytes(
        list is null
            ? new { event_id = Guid.NewGuid(), event_type = type, user_id = user, items = new[] { new { item_id = item } }, timestamp = at }
            : (object)new { event_id = Guid.NewGuid(), event_type = type, user_id = user, recommendation_id = list, items = new[] { new { item_id = item } }, timestamp = at });
}
