using StreamReco.StreamHost.Tests.Http;

namespace StreamReco.StreamHost.Tests.Dashboard;

/// <summary>The cluster view in a headless Chromium: three members in this process.</summary>
public sealed class ClusterViewTests
{
    [DashboardFact]
    public async Task Members_and_partitions_are_shown_and_a_move_as_it_happens_without_a_reload()
    {
        await using var first = await HttpScene.ReadyAsync();
        await using var second = await HttpScene.BesideAsync(first);
        await using var third = await HttpScene.BesideAsync(first);
        var (browser, page) = await Chromium.OpenAsync($"{first.Http.Url}/#cluster");
        await using var _ = browser;
        await using var __ = page;
        await page.UntilAsync("document.querySelectorAll('#members tbody tr').length === 3");
        await page.UntilAsync("[...document.querySelectorAll('#lanes > li')].every((lane) => lane.querySelectorAll('.place.good').length === 1)");
        await page.UntilAsync("document.querySelectorAll('#partitions tbody .pill.good').length === 3");
        var away = third.Node.ClusterAddress;
        var lane = $"[...document.querySelectorAll('#lanes > li')].find((one) => one.firstChild.textContent === '{away}')";
        await page.EvaluateAsync("window.sameDocument = true");
        var before = (await page.EvaluateAsync("document.querySelectorAll('#moves li').length"))!.GetValue<int>();

        (await first.Node.Control!.DrainAsync(away!, CancellationToken.None)).ShouldBeTrue();

        await page.UntilAsync($"document.querySelectorAll('#moves li').length === {before + 1}");
        await page.UntilAsync($"document.querySelector('#moves li').textContent.includes('{away} → ')");
        await page.UntilAsync($"{lane}.querySelectorAll('.place').length === 0");
        await page.UntilAsync("document.querySelectorAll('#partitions tbody .pill.good').length === 3");
        await page.UntilAsync($"[...document.querySelectorAll('#members tbody tr')].find((row) => row.textContent.includes('{away}')).textContent.includes('drained')");
        (await page.EvaluateAsync("window.sameDocument"))!.GetValue<bool>().ShouldBeTrue();
        (await page.EvaluateAsync("document.querySelector('#members tbody').innerText"))!.GetValue<string>()
            .ShouldSatisfyAllConditions(
                text => text.ShouldContain(first.Node.ClusterAddress!), text => text.ShouldContain(second.Node.ClusterAddress!),
                text => text.ShouldContain("this node"), text => text.ShouldContain("coordinator"), text => text.ShouldContain("up"));
        page.Errors.ShouldBeEmpty();
    }
}
