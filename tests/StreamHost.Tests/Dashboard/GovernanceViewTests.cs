using System.Text.Json;
using StreamReco.StreamHost.Tests.Http;
using StreamReco.StreamHost.Tests.Lake;

namespace StreamReco.StreamHost.Tests.Dashboard;

/// <summary>The view of governance in a headless Chromium.</summary>
public sealed class GovernanceViewTests
{
    private const string Rules =
        """{"rules":[{"name":"known-items","check":"pattern","field":"items.item_id","pattern":"i[0-9]+","action":"reject"}],"minCount":1}""";

    [DashboardFact]
    public async Task Rules_sources_consent_and_the_audit_trail_are_shown_and_the_trail_is_verified()
    {
        await using var scene = await HttpScene.ReadyAsync();
        await scene.PostAsync("/admin/v1/quality/rules", new { rules = Rules });
        await scene.PostAsync("/admin/v1/consent", new { personalise = "granted", train = "denied", analyse = "granted" });
        await scene.UntilAsync("both are in force", "/admin/v1/consent", AreInForce);
        await scene.UntilAsync("both are in force", "/v1/quality", AreInForce);
        await scene.ClickAsync(("u1", "i1"), ("u2", "odd"));
        await scene.GetAsync("/v1/users/u1");
        var (browser, page) = await Chromium.OpenAsync($"{scene.Http.Url}/#governance");
        await using var _ = browser;
        await using var __ = page;

        await page.UntilAsync("[...document.querySelectorAll('#sources tbody tr')].map((row) => [...row.cells].map((cell) => cell.textContent).join(' ')).join('; ') === 'unknown ok 1 2 1 0'");
        await page.UntilAsync("document.querySelectorAll('#consent tbody tr').length === 3 && document.querySelector('#consent tbody').textContent.includes('denied')");
        await page.UntilAsync("document.querySelector('#audit tbody').textContent.includes('/v1/users/{user}')");
        await page.ClickAsync("#audit-verify");
        await page.UntilAsync("/^all \\d+ records are as they were written$/.test(document.querySelector('#audit-verdict').textContent)");
        await page.EvaluateAsync("document.querySelector('#audit-user').value = 'u1'; document.querySelector('#audit-user').form.requestSubmit()");
        await page.UntilAsync("[...document.querySelectorAll('#audit tbody tr')].every((row) => row.cells[2].textContent.includes('{user}'))");

        page.Errors.ShouldBeEmpty();
    }

    [DashboardFact]
    public async Task Who_is_held_what_is_in_quarantine_and_what_the_lake_holds_are_shown()
    {
        using var folder = new TemporaryFolder();
        var lake = Path.Combine(folder.Path, "lake");
        DiskLake.AddClicks(lake, 250);
        await using var scene = await HttpScene.StartAsync(options => options.Lake.Directory = lake);
        await scene.UntilAsync("ready", "/health/ready", answer => answer.GetProperty("status").GetString() == "ready");
        await scene.PostAsync("/admin/v1/bots", new { policy = "{}" });
        await scene.UntilAsync("in force", "/admin/v1/bots", AreInForce);
        await scene.ClickAsync(("u1", "i1"), ("u2", "i2"));
        await scene.PostAsync("/admin/v1/bots/decisions", new { user_id = "u2", decision = "condemn" });
        await scene.UntilAsync("held", "/admin/v1/bots", answer => answer.GetProperty("users").GetArrayLength() > 0);
        await scene.ClickAsync(("u2", "i3"));
        var (browser, page) = await Chromium.OpenAsync($"{scene.Http.Url}/#governance");
        await using var _ = browser;
        await using var __ = page;

        await page.UntilAsync("document.querySelectorAll('#bots table')[0]?.tBodies[0].rows.length === 3");
        await page.UntilAsync("document.querySelectorAll('#bots table')[1]?.textContent.includes('u2')");
        await page.UntilAsync("[...document.querySelectorAll('#bots table')[0].tBodies[0].rows].some((row) => row.cells[3].textContent === '1' && row.cells[4].textContent === '1')");
        await page.UntilAsync("document.querySelector('#lake tbody')?.rows[0].cells[2].textContent === '249'");
        await page.UntilAsync("document.querySelector('#lake tbody')?.rows[0].cells[5].textContent === '250'");

        page.Errors.ShouldBeEmpty();
    }

    [DashboardFact]
    public async Task Nothing_known_yet_is_said_as_that()
    {
        await using var scene = await HttpScene.ReadyAsync();
        var (browser, page) = await Chromium.OpenAsync($"{scene.Http.Url}/#governance");
        await using var _ = browser;
        await using var __ = page;

        await page.UntilAsync("document.querySelector('#consent').textContent.startsWith('Nobody is asked: there is no policy in the log.')");
        await page.UntilAsync("document.querySelector('#bots').textContent.startsWith('Nobody is judged: there is no bot policy in the log.')");
        await page.UntilAsync("document.querySelector('#lake').textContent.startsWith('This node sees no lake in lake')");
        await page.UntilAsync("[...document.querySelectorAll('.empty')].some((one) => one.offsetParent && one.textContent === 'No rule has judged a source yet.')");

        page.Errors.ShouldBeEmpty();
    }

    private static bool AreInForce(JsonElement answer) => answer.GetProperty("partitions").EnumerateArray()
        .All(one => one.GetProperty("version").ValueKind == JsonValueKind.String);
}
