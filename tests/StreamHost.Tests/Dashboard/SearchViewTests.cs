using StreamReco.StreamHost.Tests.Search;

namespace StreamReco.StreamHost.Tests.Dashboard;

/// <summary>The dashboard's view Search in a headless Chromium.</summary>
public sealed class SearchViewTests
{
    [DashboardFact]
    public async Task A_click_on_a_found_item_changes_the_order_and_is_counted_by_position()
    {
        await using var scene = await SearchScene.StartAsync();
        var (browser, page) = await Chromium.OpenAsync($"{scene.Http.Http.Url}/#search");
        await using var _ = browser;
        await using var __ = page;
        await page.UntilAsync("document.querySelector('#search-query')");

        await page.EvaluateAsync("document.querySelector('#search-query').focus()");
        await page.TypeAsync("lmap");
        await page.PressAsync("Enter", 13, "\r");
        await page.UntilAsync("document.querySelectorAll('#search-found .answer li').length === 20");
        await page.UntilAsync("[...document.querySelectorAll('.chip.still')].some((chip) => chip.textContent === 'spelling: lmap → lamp')");
        await page.UntilAsync("document.querySelector('#search-queries tbody tr td:nth-child(2)')?.textContent === '1'"); // logged by the node
        var fifth = (await page.EvaluateAsync("document.querySelectorAll('#search-found .answer li')[4].dataset.item"))!.GetValue<string>();

        await page.ClickAsync("#search-found .answer li:nth-child(5) .acts button");

        await page.UntilAsync("document.querySelector('#search-found .move')");
        await page.UntilAsync($"document.querySelector('#search-found .answer li').dataset.item === '{fifth}'");
        await page.UntilAsync("document.querySelector('#search-positions tbody tr:nth-child(5) td:nth-child(3)')?.textContent === '1'");
        page.Errors.ShouldBeEmpty();
    }

    [DashboardFact]
    public async Task What_is_typed_is_completed()
    {
        await using var scene = await SearchScene.StartAsync();
        var (browser, page) = await Chromium.OpenAsync($"{scene.Http.Http.Url}/#search");
        await using var _ = browser;
        await using var __ = page;
        await page.UntilAsync("document.querySelector('#search-query')");

        await page.EvaluateAsync("document.querySelector('#search-query').focus()");
        await page.TypeAsync("acm");
        await page.UntilAsync("document.querySelector('button.chip:not([data-kind])')?.textContent === 'Acme'");
        await page.ClickAsync("button.chip:not([data-kind])");

        await page.UntilAsync("document.querySelectorAll('#search-found .answer li').length === 20");
        page.Errors.ShouldBeEmpty();
    }
}
