using System.Text.Json;
using StreamReco.StreamHost.Tests.Http;

namespace StreamReco.StreamHost.Tests.Dashboard;

/// <summary>The view of experiments in a headless Chromium.</summary>
public sealed class ExperimentsViewTests
{
    /// <summary>Two arms that do the same.</summary>
    public static JsonElement Definition { get; } = JsonDocument.Parse(
        """{"id":"alike","arms":[{"name":"today","ranges":[[0,500000]]},{"name":"same","ranges":[[500000,1000000]]}]}""").RootElement;

    [DashboardFact]
    public async Task Arms_and_verdict_are_shown_and_an_experiment_is_stopped()
    {
        await using var scene = await HttpScene.ReadyAsync();
        await scene.PostAsync("/admin/v1/experiments", Definition);
        await scene.UntilAsync("it is in force", "/v1/experiments/alike", answer => answer.GetProperty("partitions").GetArrayLength() == 3);
        await scene.ClickAsync([.. Enumerable.Range(0, 20).Select(user => ($"u{user}", "i1"))]);
        var (browser, page) = await Chromium.OpenAsync($"{scene.Http.Url}/#experiments");
        await using var _ = browser;
        await using var __ = page;

        await page.UntilAsync("document.querySelectorAll('#experiments tbody tr').length === 2");
        await page.UntilAsync("document.querySelector('#experiments .says')?.textContent === 'same: not enough: no two matured units in an arm yet.'");
        await page.EvaluateAsync("document.querySelector(\"[aria-label='Stop alike']\").click()");
        await page.UntilAsync("document.querySelector('dialog[open] #confirm')");
        await page.ClickAsync("#confirm");

        await page.UntilAsync("document.querySelector('#experiments .pill').textContent === 'stopped'");
        page.Errors.ShouldBeEmpty();
    }
}
