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
        await page.UntilAsync("document.querySelectorAll('#experiments .funnel progress').length === 8");
        await page.UntilAsync("document.querySelector('#experiments .funnel .step').textContent.startsWith('assigned ')");
        await page.EvaluateAsync("document.querySelector(\"[aria-label='Stop alike']\").click()");
        await page.UntilAsync("document.querySelector('dialog[open] #confirm')");
        await page.ClickAsync("#confirm");

        await page.UntilAsync("document.querySelector('#experiments .pill').textContent === 'stopped'");
        page.Errors.ShouldBeEmpty();
    }

    /// <summary>What the report says is drawn as it is said: the answers are those of a stopped experiment of three days.</summary>
    [DashboardFact]
    public async Task Lift_over_time_guardrails_and_the_reason_of_a_stop_are_drawn()
    {
        await using var scene = await HttpScene.ListenAsync();
        var (browser, page) = await Chromium.OpenAsync($"{scene.Http.Url}/#experiments");
        await using var _ = browser;
        await using var __ = page;

        await page.EvaluateAsync(
            """
            import('./js/lift.js').then(({ liftOverTime, funnel }) => {
              const day = (n, lift) => ({ day: `2026-11-0${n}T00:00:00+00:00`, arm: 'new', units: 100 * n, lift, low: lift === null ? null : lift - 0.1, high: lift === null ? null : lift + 0.1 });
              document.body.append(liftOverTime('varied', [day(1, null), day(2, -0.2), day(3, -0.15)]), funnel('varied', [{ arm: 'new', assigned: 10, exposed: 5, clicked: 2, bought: 0 }]));
            })
            """);

        await page.UntilAsync("document.querySelectorAll('.lift circle').length === 2 && document.querySelectorAll('.lift g line').length === 2");
        await page.UntilAsync("document.querySelector('.lift svg').getAttribute('aria-label') === 'Lift over time of varied, on the last day: new -15.0 %, -25.0 % to -5.0 %'");
        await page.UntilAsync("[...document.querySelectorAll('.funnel .step')].map((step) => step.textContent).join('; ') === 'assigned 10 (100 %); saw a list 5 (50 %); clicked 2 (20 %); bought 0 (0 %)'");
    }
}
