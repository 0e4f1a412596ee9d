using System.Text.Json;
using StreamReco.Models.Artifacts;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Tests.Http;

namespace StreamReco.StreamHost.Tests.Dashboard;

/// <summary>The pages of an operator in a headless Chromium: the cluster first, items, models, settings and log.</summary>
public sealed class DashboardPagesTests
{
    [DashboardFact]
    public async Task The_first_page_is_the_cluster_with_every_condition_and_names_a_database_that_is_away()
    {
        await using var scene = await HttpScene.ReadyAsync();
        var (browser, page) = await Chromium.OpenAsync(scene.Http.Url);
        await using var _ = browser;
        await using var __ = page;
        await page.UntilAsync("document.title.startsWith('Cluster') && document.querySelectorAll('#checks .pill.good').length === 7");
        await page.UntilAsync("document.querySelectorAll('#partitions tbody .pill.good').length === 3");

        File.Move(scene.Options.State.Connection, scene.Options.State.Connection + ".away");
        await page.UntilAsync("[...document.querySelectorAll('#checks li')].some((one) => one.querySelector('.pill.bad')?.textContent === 'database')");
        var verdict = (await page.EvaluateAsync("document.querySelector('#verdict').textContent"))!.GetValue<string>();
        File.Move(scene.Options.State.Connection + ".away", scene.Options.State.Connection);
        await page.UntilAsync("document.querySelectorAll('#checks .pill.good').length === 7");

        verdict.ShouldBe("Not ready: 1 of 7 conditions do not hold.");
    }

    [DashboardFact]
    public async Task Items_are_listed_page_by_page_by_category_and_one_by_id()
    {
        await using var scene = await HttpScene.ReadyAsync();
        for (var i = 0; i < PathModel.Items; i++)
        {
            scene.Node.Catalog.Put(PathModel.ItemOf($"i{i}", i / 10));
        }

        var (browser, page) = await Chromium.OpenAsync($"{scene.Http.Url}/#catalog");
        await using var _ = browser;
        await using var __ = page;
        await page.UntilAsync("document.querySelectorAll('#items tbody tr').length === 50");
        await page.ClickAsync("#items-next");
        await page.UntilAsync("document.querySelectorAll('#items tbody tr').length === 10");
        await page.EvaluateAsync("document.querySelector('#item-category').focus()");
        await page.TypeAsync("group3");
        await page.PressAsync("Enter", 13, "\r");
        await page.UntilAsync("document.querySelectorAll('#items tbody tr').length === 10 && document.querySelector('#items-where').textContent.includes('group3')");
        await page.EvaluateAsync("document.querySelector('#item-id').focus()");
        await page.TypeAsync("i7");
        await page.PressAsync("Enter", 13, "\r");

        await page.UntilAsync("document.querySelectorAll('#items tbody tr').length === 1 && document.querySelector('#items tbody').textContent.includes('wool coat i7')");
        page.Errors.ShouldBeEmpty();
    }

    [DashboardFact]
    public async Task Models_settings_and_log_show_what_the_node_has()
    {
        await using var scene = await HttpScene.ReadyAsync();
        var (browser, page) = await Chromium.OpenAsync($"{scene.Http.Url}/#models");
        await using var _ = browser;
        await using var __ = page;

        await page.UntilAsync("document.querySelector('#models .pill.good')?.textContent === 'answers for 3 partitions'");
        await page.EvaluateAsync("location.hash = '#log'");
        await page.UntilAsync("document.querySelector('#log')?.textContent.includes('API, dashboard and metrics at')");
        await page.EvaluateAsync("location.hash = '#settings'");
        await page.UntilAsync("document.querySelector('#settings')");
        page.Errors.ShouldBeEmpty();
    }

    [DashboardFact]
    public async Task On_a_phone_every_cell_of_a_table_is_seen_under_its_head()
    {
        await using var scene = await HttpScene.ReadyAsync();
        var (browser, page) = await Chromium.OpenAsync($"{scene.Http.Url}/#cluster");
        await using var _ = browser;
        await using var __ = page;
        await page.ResizeAsync(360, 780);
        await page.UntilAsync("innerWidth === 360 && document.querySelectorAll('#partitions tbody tr').length === 3");

        (await page.EvaluateAsync(
            """
            [...document.querySelectorAll('#partitions td, #members td')].filter((one) => {
              const box = one.getBoundingClientRect();
              return box.width === 0 || box.right > 361 || !one.dataset.label;
            }).length
            """))!.GetValue<int>().ShouldBe(0);
    }

    [DashboardFact]
    public async Task A_model_is_activated_and_rolled_back_from_its_page()
    {
        using var folder = new TemporaryFolder();
        var next = PathModel.Make(dimensions: 6, seed: 8).Manifest.Version;
        ModelArtifactWriter.Write(Path.Combine(folder.Path, "next"), PathModel.Make(dimensions: 6, seed: 8));
        await using var scene = await HttpScene.StartAsync(options => options.Model.Versions = folder.Path);
        await scene.UntilAsync("ready", "/health/ready", answer => answer.GetProperty("status").GetString() == "ready");
        await scene.ClickAsync(("u1", "i1"), ("u2", "i2"), ("u3", "i3"));
        var old = scene.Node.Model.Manifest.Version;
        var (browser, page) = await Chromium.OpenAsync($"{scene.Http.Url}/#models");
        await using var _ = browser;
        await using var __ = page;

        await ConfirmAsync(page, $"[aria-label='Activate {next}']");
        await page.UntilAsync(Answers(next));
        var other = await scene.GetAsync("/v1/recommendations/u1");
        await ConfirmAsync(page, "#rollback");
        await page.UntilAsync(Answers(old));

        other.GetProperty("recommendation").GetProperty("model").GetProperty("version").GetString().ShouldBe(next);
        page.Errors.ShouldBeEmpty();
    }

    [DashboardFact]
    public async Task A_user_s_page_has_the_profile_the_history_what_is_recommended_now_and_a_way_to_the_journey()
    {
        await using var scene = await HttpScene.ReadyAsync();
        await scene.ClickAsync(("u1", "i1"), ("u1", "i2"), ("u2", "i3"));
        var (browser, page) = await Chromium.OpenAsync($"{scene.Http.Url}/#user");
        await using var _ = browser;
        await using var __ = page;

        await page.UntilAsync("[...document.querySelectorAll('.chip')].some((one) => one.textContent === 'u1')");
        await page.EvaluateAsync("[...document.querySelectorAll('.chip')].find((one) => one.textContent === 'u1').click()");
        await page.UntilAsync("document.querySelectorAll('#history tbody tr').length === 2");
        await page.UntilAsync("document.querySelectorAll('#recommended .answer li').length === 10");
        (await page.EvaluateAsync("document.querySelector('#history tbody tr').innerText"))!.GetValue<string>()
            .ShouldSatisfyAllConditions(text => text.ShouldContain("i2"), text => text.ShouldContain($"{TimeProvider.System.GetUtcNow().Year}"));
        (await page.EvaluateAsync("document.querySelector('#profile').innerText"))!.GetValue<string>().ShouldContain("2: 2 view_item");
        (await page.EvaluateAsync("document.querySelector('#basis').textContent"))!.GetValue<string>().ShouldStartWith("By history, from ");
        await page.ClickAsync("#profile a");
        await page.UntilAsync("document.title.startsWith('Journey') && document.querySelectorAll('.timeline > li').length === 2");
        page.Errors.ShouldBeEmpty();
    }

    [DashboardFact]
    public async Task A_watermark_that_an_event_from_the_future_moved_ahead_of_the_clock_is_marked()
    {
        await using var scene = await HttpScene.ReadyAsync();
        await scene.ClickAsync(("u1", "i1"));
        var ahead = TimeProvider.System.GetUtcNow().AddMinutes(30);
        using (var writer = new RecordWriter(scene.Options.Kafka))
        {
            var click = JsonSerializer.SerializeToUtf8Bytes(new { event_id = "f1", event_type = "view_item", user_id = "u1", item_id = "i2", timestamp = ahead });
            writer.Write(scene.Options.Kafka.Clicks, "u1"u8.ToArray(), click, ahead.ToUnixTimeMilliseconds(), null, default);
            writer.Flush(TimeSpan.FromSeconds(30));
        }

        var (browser, page) = await Chromium.OpenAsync($"{scene.Http.Url}/#node");
        await using var _ = browser;
        await using var __ = page;

        await page.UntilAsync("document.querySelector('td.late')?.textContent.endsWith('min ahead of the clock')");
        (await page.EvaluateAsync("document.querySelectorAll('td.late').length"))!.GetValue<int>().ShouldBe(1);
        (await page.EvaluateAsync("document.querySelector('td.late').title"))!.GetValue<string>().ShouldContain("Window:AllowedLatenessMs");
    }

    /// <summary>Presses a button as the keyboard does, and confirms.</summary>
    private static async Task ConfirmAsync(BrowserPage page, string button)
    {
        var selector = JsonSerializer.Serialize(button);
        await page.UntilAsync($"document.querySelector({selector})");
        await page.EvaluateAsync($"document.querySelector({selector}).focus()");
        await page.PressAsync("Enter", 13, "\r");
        await page.UntilAsync("document.querySelector('dialog[open] #confirm')");
        await page.ClickAsync("#confirm");
    }

    private static string Answers(string version) =>
        $"[...document.querySelectorAll('#models tbody tr')].some((row) => row.textContent.includes('{version}') && row.textContent.includes('answers for 3 partitions'))";
}
