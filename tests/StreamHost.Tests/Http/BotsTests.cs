using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Cli;

namespace StreamReco.StreamHost.Tests.Http;

/// <summary>Bots from the command line to what becomes of their clicks.</summary>
public sealed class BotsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Who_is_condemned_is_held_and_who_is_released_gets_the_clicks_back_once()
    {
        await using var scene = await HttpScene.ReadyAsync();
        string[] node = ["--node", scene.Http.Url];
        string[] kafka =
        [
            "--bootstrap", scene.Options.Kafka.Bootstrap, "--clicks", scene.Options.Kafka.Clicks, "--rejected", scene.Options.Kafka.Rejected,
            "--group", scene.Options.Kafka.Group, "--state", scene.Options.State.Connection,
        ];
        (await CommandLineRun.OfAsync(["bots", "list", .. node])).Output.ShouldContain("no policy: nobody is judged in partitions 0-2");
        var file = Path.Combine(_folder.Path, "bots.json");
        await File.WriteAllTextAsync(file, "{}");

        var applied = await CommandLineRun.OfAsync(["bots", "apply", file, .. node]);
        applied.ExitCode.ShouldBe(ExitCode.Ok, applied.Error);
        await scene.UntilAsync("in force", "/admin/v1/bots", answer => answer.GetProperty("partitions").EnumerateArray()
            .All(one => one.GetProperty("is_on").GetBoolean()));
        await scene.ClickAsync(("anna", "i1"), ("bert", "i1"));
        var condemned = await CommandLineRun.OfAsync(["bots", "condemn", "anna", .. node]);
        condemned.ExitCode.ShouldBe(ExitCode.Ok, condemned.Error);
        await scene.UntilAsync("held", "/admin/v1/bots", answer => answer.GetProperty("users").GetArrayLength() == 1);
        await scene.ClickAsync(("anna", "i2"), ("bert", "i2"));

        var list = await CommandLineRun.OfAsync(["bots", "list", .. node]);
        var show = await CommandLineRun.OfAsync(["bots", "show", "anna", .. node]);
        await scene.UntilAsync("the figures say so", "/v1/figures", answer => answer.GetProperty("totals").GetProperty("quarantined").GetDouble() == 1);
        var metrics = await scene.Client.GetStringAsync("/metrics");
        var released = await CommandLineRun.OfAsync(["bots", "release", "anna", .. node, .. kafka]);
        released.ExitCode.ShouldBe(ExitCode.Ok, released.Error);
        var user = await scene.UntilAsync("back", "/v1/users/anna", answer =>
            answer.TryGetProperty("state", out var state) && state.GetProperty("applied").GetInt64() == 2);
        var again = await CommandLineRun.OfAsync(["bots", "release", "anna", .. node, .. kafka]);
        // The embedded broker finds no offsets by time, so the command does not see that it sent them before; the fold does.
        await scene.UntilAsync("a repeat", "/v1/figures", answer => answer.GetProperty("totals").GetProperty("duplicate").GetDouble() == 1);
        var twice = await scene.GetAsync("/v1/users/anna");
        var history = await CommandLineRun.OfAsync(["cluster", "history", "--output", "json", .. node]);

        list.Output.ShouldContain("condemned");
        list.Output.ShouldContain("anna");
        show.Output.ShouldContain("verdict human, decision condemned, held");
        metrics.ShouldContain("streamreco_records_total{outcome=\"quarantined\"} 1");
        metrics.ShouldContain("streamreco_bots_verdicts_total{change=\"found\"} 1");
        released.Output.ShouldContain("1 events sent");
        again.ExitCode.ShouldBe(ExitCode.Ok, again.Error);
        twice.GetProperty("state").GetProperty("applied").GetInt64().ShouldBe(2);
        user.GetProperty("state").GetProperty("bot").GetProperty("decision").GetString().ShouldBe("released");
        var request = JsonDocument.Parse(history.Output).RootElement[0];
        request.GetProperty("kind").GetString().ShouldBe("decide-bot");
        history.Output.ShouldNotContain("anna");
    }

    [Theory]
    [InlineData("/admin/v1/bots", """{"policy":"{\"bot\":0}"}""", "bot is 0; it must be 0.01 to 100.")]
    [InlineData("/admin/v1/bots", "{}", "policy is missing; it is the text of a policy file.")]
    [InlineData("/admin/v1/bots/decisions", """{"user_id":"anna","decision":"perhaps"}""", "decision is 'perhaps'; it must be release or condemn.")]
    [InlineData("/admin/v1/bots/decisions", """{"decision":"release"}""", "user_id is missing or empty.")]
    public async Task What_cannot_be_used_is_refused_with_the_field_and_its_value(string path, string body, string message)
    {
        await using var scene = await HttpScene.ReadyAsync();

        using var refused = await scene.Client.PostAsync(path, new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString().ShouldBe(message);
    }
}
