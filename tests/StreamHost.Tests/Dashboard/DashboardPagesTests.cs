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
}
