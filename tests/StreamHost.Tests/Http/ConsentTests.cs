using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Cli;

namespace StreamReco.StreamHost.Tests.Http;

/// <summary>Consent from the command line to what a user is answered.</summary>
public sealed class ConsentTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Who_does_not_agree_is_answered_by_the_fallback_with_the_reason_and_nothing_of_them_is_held()
    {
        await using var scene = await HttpScene.ReadyAsync();
        string[] node = ["--node", scene.Http.Url];
        (await CommandLineRun.OfAsync(["consent", "status", .. node])).Output.ShouldContain("no policy: nobody is asked in partitions 0-2");

        var applied = await CommandLineRun.OfAsync(["consent", "apply", "--train", "denied", "--by", "Änn", .. node]);
        applied.ExitCode.ShouldBe(ExitCode.Ok, applied.Error);
        await scene.UntilAsync("in force", "/admin/v1/consent", answer => answer.GetProperty("partitions").EnumerateArray()
            .All(one => one.GetProperty("version").ValueKind == JsonValueKind.String));
        await scene.ClickAsync(("anna", "i1"), ("bert", "i2"));
        (await scene.GetAsync("/v1/recommendations/anna")).GetProperty("basis").GetString().ShouldBe("history");
        Write(scene, "anna", """{"personalise":false}""");
        await scene.UntilAsync("withdrawn", "/admin/v1/consent", answer => answer.GetProperty("partitions").EnumerateArray()
            .Sum(one => one.GetProperty("withdrawn").GetInt64()) == 1);

        var answer = await scene.GetAsync("/v1/recommendations/anna");
        using var user = await scene.Client.GetAsync("/v1/users/anna");
        var export = await scene.GetAsync("/v1/users/anna/export");
        var ranked = await scene.PostAsync("/v1/rank", new { user_id = "anna", items = new[] { "i1" } });
        var status = await CommandLineRun.OfAsync(["consent", "status", .. node]);
        var history = await CommandLineRun.OfAsync(["cluster", "history", "--output", "json", .. node]);

        answer.GetProperty("fallback")[0].GetString().ShouldBe("history: the user does not agree to personalisation");
        answer.GetProperty("basis").GetString().ShouldNotBe("history");
        ranked.GetProperty("fallback")[0].GetString().ShouldBe("history: the user does not agree to personalisation");
        user.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var held = export.GetProperty("held").EnumerateArray().ShouldHaveSingleItem();
        held.GetProperty("state").ValueKind.ShouldBe(JsonValueKind.Null);
        held.GetProperty("consent").GetProperty("personalise").GetString().ShouldBe("denied");
        held.GetProperty("answers").GetArrayLength().ShouldBe(0);
        status.Output.ShouldContain("personalise granted, train denied, analyse granted");
        JsonDocument.Parse(history.Output).RootElement[0].GetProperty("kind").GetString().ShouldBe("apply-consent");
        (await scene.GetAsync("/v1/recommendations/bert")).GetProperty("basis").GetString().ShouldBe("history");
    }

    [Fact]
    public async Task A_choice_that_is_none_is_refused()
    {
        await using var scene = await HttpScene.ReadyAsync();

        using var refused = await scene.Client.PostAsJsonAsync("/admin/v1/consent", new { train = "perhaps" });

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString()
            .ShouldBe("train is 'perhaps'; it must be granted or denied.");
    }

    private static void Write(HttpScene scene, string user, string consent)
    {
        using var writer = new RecordWriter(scene.Options.Kafka);
        var moment = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        writer.Write(
            scene.Options.Kafka.Clicks, Encoding.UTF8.GetBytes(user), Encoding.UTF8.GetBytes(
                $$"""{"event_id":"{{Guid.NewGuid()}}","event_type":"page_view","user_id":"{{user}}","timestamp":{{moment}},"consent":{{consent}}}"""),
            null, null, default);
        writer.Flush(_patience);
    }
}
