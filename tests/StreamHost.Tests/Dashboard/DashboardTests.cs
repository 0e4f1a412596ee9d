using System.Text;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Tests.Http;

namespace StreamReco.StreamHost.Tests.Dashboard;

/// <summary>The dashboard in a headless Chromium, on a node that works.</summary>
public sealed class DashboardTests
{
    [DashboardFact]
    public async Task It_loads_moves_as_clicks_flow_and_asks_no_other_host()
    {
        await using var scene = await HttpScene.ReadyAsync();
        var (browser, page) = await Chromium.OpenAsync($"{scene.Http.Url}/#overview");
        await using var _ = browser;
        await using var __ = page;

        await page.UntilAsync("document.querySelector('#phase').textContent === 'running'");
        await page.UntilAsync("document.querySelector('.tile .more').textContent === '0 read in all'");
        await scene.ClickAsync(("u1", "i1"), ("u2", "i2"), ("u1", "i3"));
        await page.UntilAsync("document.querySelector('.tile .more').textContent === '3 read in all'");

        page.Requests.ShouldNotBeEmpty();
        page.Requests.ShouldAllBe(url => url.StartsWith(scene.Http.Url, StringComparison.Ordinal) || url.StartsWith("data:", StringComparison.Ordinal));
        page.Errors.ShouldBeEmpty();
    }

    /// <summary>A browser keeps a page that was left for a minute, and has six connections for a node.</summary>
    [DashboardFact]
    public async Task A_page_that_was_left_gives_its_streams_back_at_once()
    {
        await using var scene = await HttpScene.ReadyAsync(http => http.StreamReadersMax = 2);
        var (browser, page) = await Chromium.OpenAsync($"{scene.Http.Url}/#cluster");
        await using var _ = browser;
        await using var __ = page;
        await page.UntilAsync("document.querySelector('#live').textContent === 'live' && document.querySelector('#members tbody tr')");

        await page.LoadAsync("about:blank#left");

        await Waiting.UntilAsync("a stream is free", () => IsTakenAsync(scene), TimeSpan.FromSeconds(30));
    }

    [DashboardFact(NeedsCharts = true)]
    public async Task Charts_are_drawn()
    {
        await using var scene = await HttpScene.ReadyAsync();
        var (browser, page) = await Chromium.OpenAsync($"{scene.Http.Url}/#overview");
        await using var _ = browser;
        await using var __ = page;

        await page.UntilAsync("document.querySelectorAll('.chart canvas').length === 3");
    }

    [DashboardFact]
    public async Task A_rejected_record_is_shown_whole_with_its_reason()
    {
        await using var scene = await HttpScene.ReadyAsync();
        var (browser, page) = await Chromium.OpenAsync($"{scene.Http.Url}/#rejected");
        await using var _ = browser;
        await using var __ = page;
        await page.UntilAsync("document.querySelector('[data-reason=invalid]')");

        using (var writer = new RecordWriter(scene.Options.Kafka))
        {
            var broken = Encoding.UTF8.GetBytes("""{"event_id":"e1","event_type":"teleport","user_id":"u1"}""");
            writer.Write(scene.Options.Kafka.Clicks, "u1"u8.ToArray(), broken, null, null, default);
            writer.Flush(TimeSpan.FromSeconds(30));
        }

        await page.UntilAsync("document.querySelector('[data-reason=invalid]').children[2].textContent === '1'");
        await page.UntilAsync("document.querySelector('.samples details summary')?.textContent.includes('teleport')");
        await page.UntilAsync("""document.querySelector('.samples pre').textContent.includes('"user_id": "u1"')""");
        page.Errors.ShouldBeEmpty();
    }

    [DashboardFact]
    public async Task A_user_s_journey_has_the_clicks_beside_their_answers()
    {
        await using var scene = await HttpScene.ReadyAsync();
        await scene.ClickAsync(("u1", "i1"), ("u1", "i2"));
        var (browser, page) = await Chromium.OpenAsync($"{scene.Http.Url}/#journey?user=u1");
        await using var _ = browser;
        await using var __ = page;

        await page.UntilAsync("document.querySelectorAll('.timeline > li').length === 2");
        (await page.EvaluateAsync("document.querySelector('.timeline .did').textContent"))!.GetValue<string>().ShouldEndWith("i2");
        (await page.EvaluateAsync("document.querySelectorAll('.timeline > li:first-child .answer .why').length"))!.GetValue<int>()
            .ShouldBeGreaterThan(0);
        page.Errors.ShouldBeEmpty();
    }

    [DashboardFact]
    public async Task In_the_playground_a_click_changes_the_answer()
    {
        await using var scene = await HttpScene.ReadyAsync();
        var (browser, page) = await Chromium.OpenAsync($"{scene.Http.Url}/#playground");
        await using var _ = browser;
        await using var __ = page;

        await page.UntilAsync("document.querySelector('.answer li button')");
        var before = await page.EvaluateAsync("document.querySelector('.answer .item').textContent");
        await page.ClickAsync(".answer li button");
        await page.UntilAsync("document.querySelector('.log .tag')?.textContent === 'view_item'");
        await page.UntilAsync("[...document.querySelectorAll('.note')].some((one) => one.textContent.startsWith('Answered '))");

        // What was looked at is not recommended again.
        (await page.EvaluateAsync("document.querySelector('.answer .item').textContent"))!.ToJsonString().ShouldNotBe(before!.ToJsonString());
        page.Errors.ShouldBeEmpty();
    }

    [DashboardFact]
    public async Task A_node_is_drained_and_called_back_by_token_and_by_keyboard()
    {
        await using var scene = await HttpScene.ReadyAsync(http => http.AdminTokenFile = "env:STREAMRECO_TEST_TOKEN");
        var (browser, page) = await Chromium.OpenAsync($"{scene.Http.Url}/#node");
        await using var _ = browser;
        await using var __ = page;
        await page.UntilAsync("document.querySelector('#phase').textContent === 'running'");

        await page.EvaluateAsync("document.querySelector('#drain').focus()");
        await page.PressAsync("Enter", 13, "\r");
        await page.UntilAsync("document.querySelector('dialog[open] #confirm')");
        await page.EvaluateAsync("document.querySelector('#confirm').focus()");
        await page.PressAsync("Enter", 13, "\r");
        await page.UntilAsync("document.activeElement?.id === 'token-input'");
        scene.Node.OpenShards.Count.ShouldBe(3); // nothing happens without the token
        await page.TypeAsync(HttpScene.Token);
        await page.PressAsync("Enter", 13, "\r");
        await page.UntilAsync("document.querySelector('#phase').textContent === 'drained'");
        scene.Node.OpenShards.ShouldBeEmpty();

        await page.ClickAsync("#drain");
        await page.UntilAsync("document.querySelector('#phase').textContent === 'running'");
    }

    [DashboardFact]
    public async Task Every_view_can_be_reached_by_keyboard_and_says_something()
    {
        await using var scene = await HttpScene.ReadyAsync();
        var (browser, page) = await Chromium.OpenAsync($"{scene.Http.Url}/#overview");
        await using var _ = browser;
        await using var __ = page;
        await page.UntilAsync("document.querySelector('#phase').textContent === 'running'");

        foreach (var view in (string[])["Overview", "Quality", "Rejected", "User", "Journey", "Items", "Models", "Playground", "Search", "Cluster", "Node", "Settings", "Log"])
        {
            await page.EvaluateAsync($"[...document.querySelectorAll('#tabs a')].find((tab) => tab.textContent === '{view}').focus()");
            await page.PressAsync("Enter", 13, "\r");
            await page.UntilAsync($"document.title.startsWith('{view}') && document.querySelector('main').innerText.length > 60");
        }

        (await page.EvaluateAsync("[...document.querySelectorAll('button, a, input, summary')].every((one) => one.tabIndex >= 0)"))!
            .GetValue<bool>().ShouldBeTrue();
        page.Errors.ShouldBeEmpty();
    }

    private static async Task<bool> IsTakenAsync(HttpScene scene)
    {
        using var answer = await scene.Client.GetAsync("/v1/stream", HttpCompletionOption.ResponseHeadersRead);
        return answer.IsSuccessStatusCode;
    }
}
