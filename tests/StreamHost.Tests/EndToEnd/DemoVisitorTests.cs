using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Tests.EndToEnd;

/// <summary>People click in the demo's dashboard while it plays.</summary>
public sealed partial class DemoVisitorTests : IDisposable
{
    private const int Played = 8_000;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(120);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Clicks_of_visitors_are_accounted_for_like_those_that_the_demo_plays()
    {
        var report = Path.Combine(_folder.Path, "demo.json");
        using var host = HostProcess.Start(
            _folder.Path, new Dictionary<string, string> { ["Score:Provider"] = "cpu" },
            "demo", "--events", $"{Played}", "--rate", "800", "--http-port", "0", "--report", report);
        using var client = new HttpClient();

        await Waiting.UntilAsync("a click is taken", () => ClickAsync(host, client), _patience);
        (await host.EndAsync(_patience)).ShouldBe(ExitCode.Ok, host.Error);

        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(report));
        var play = json.RootElement.GetProperty("play");
        var ofExperiment = play.GetProperty("ofExperiment").GetInt64();
        var ofPlants = play.GetProperty("ofPlants").GetInt64();
        play.GetProperty("produced").GetInt64().ShouldBe(Played + 1 + ofExperiment + ofPlants);
        PathReport.Of(report).Read.ShouldBe(Played + 1 + ofExperiment + ofPlants);
        play.GetProperty("planted").EnumerateArray().Select(one => (one.GetProperty("kind").GetString(), one.GetProperty("isFound").GetBoolean()))
            .ShouldBe([("fault", true), ("program", true), ("link", true)], host.Output);
        ofExperiment.ShouldBeInRange(0, Played / 4);
        host.Output.ShouldContain("experiment varied-lists"); // On a loaded machine it may come into force after the last record.
        host.Output.ShouldContain("the embedded broker isolates no transactions");
        (host.Output + json.RootElement.GetRawText()).ShouldNotContain("exactly-once", Case.Insensitive);
    }

    /// <summary>Clicks once; false while the demo is not that far.</summary>
    private static async Task<bool> ClickAsync(HostProcess host, HttpClient client)
    {
        host.HasExited.ShouldBeFalse(host.Error);
        if (Url().Match(host.Output + host.Error) is not { Success: true } found)
        {
            return false;
        }

        using var ready = await client.GetAsync(new Uri($"{found.Value}/health/ready"));
        if (!ready.IsSuccessStatusCode)
        {
            return false;
        }

        using var response = await client.PostAsJsonAsync(new Uri($"{found.Value}/v1/events"), new
        {
            missing_time = "now",
            events = new[] { new { event_id = "visitor-1", event_type = "view_item", user_id = "visitor", item_id = "i1" } },
        });
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
        return true;
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Url();
}
