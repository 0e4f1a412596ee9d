using System.Text.Json.Nodes;
using StreamReco.StreamHost.Kafka.Producing;

namespace StreamReco.StreamHost.Tests.Dashboard;

/// <summary>The dashboard without a mouse: the Tab key alone, in a headless Chromium.</summary>
[Collection(DashboardViewsCollection.Name)]
public sealed class KeyboardTests(DashboardViews views)
{
    /// <summary>What the Tab key should stop at, in the order of the page.</summary>
    private const string Controls =
        """
        [...document.querySelectorAll('a[href], button, input, summary, [tabindex="0"]')]
          .filter((one) => !one.disabled && one.checkVisibility() && !one.closest('dialog')).map((one) => nameOf(one))
        """;

    /// <summary>What has the focus, and whether it can be seen to have it.</summary>
    private const string Focused =
        """
        (() => {
          const one = document.activeElement;
          if (!one || one === document.body || one === document.documentElement) return null;
          const style = getComputedStyle(one), box = one.getBoundingClientRect();
          const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
          return { name: nameOf(one), seen: ring && box.width > 0 && box.left >= 0 && box.right <= innerWidth + 1 };
        })()
        """;

    private const string NameOf =
        """
        window.nameOf = (one) => `${one.tagName} ${one.id || one.getAttribute('aria-label') || one.getAttribute('href') || one.textContent.trim()}`;
        """;

    [DashboardFact]
    public async Task The_first_Tab_offers_to_skip_to_the_content_and_Enter_does_it()
    {
        var page = await views.OpenAsync("");
        await page.EvaluateAsync(NameOf);

        await page.PressAsync("Tab", 9);
        var first = await page.EvaluateAsync(Focused);
        await page.PressAsync("Enter", 13, "\r");
        await page.UntilAsync("document.activeElement.id === 'view'");

        first!["name"]!.GetValue<string>().ShouldBe("A #view");
        first["seen"]!.GetValue<bool>().ShouldBeTrue();
        (await page.EvaluateAsync("document.title"))!.GetValue<string>().ShouldStartWith("Cluster");
    }

    [DashboardTheory]
    [MemberData(nameof(DashboardViews.All), MemberType = typeof(DashboardViews))]
    public async Task In_a_view_Tab_stops_at_every_control_in_the_order_of_the_page_and_shows_where_it_is(string view)
    {
        var page = await views.OpenAsync(view);
        await page.EvaluateAsync(NameOf);
        string[] expected;
        List<string> stops;
        var walks = 0;
        do
        {
            expected = Texts(await page.EvaluateAsync(Controls));
            stops = await WalkAsync(page, expected.Length);
        }
        while (++walks < 5 && !Texts(await page.EvaluateAsync(Controls)).SequenceEqual(expected)); // a live page may draw a control anew on the way

        string.Join(" | ", stops).ShouldBe(string.Join(" | ", expected));
    }

    /// <summary>The stops of one walk over the whole page, from its start; the focus must be seen at each.</summary>
    private static async Task<List<string>> WalkAsync(BrowserPage page, int controls)
    {
        await page.EvaluateAsync("document.activeElement.blur(); getSelection().removeAllRanges(); document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')");
        var stops = new List<string>();
        while (stops.Count <= controls)
        {
            await page.PressAsync("Tab", 9);
            if (await page.EvaluateAsync(Focused) is not { } focused)
            {
                break;
            }

            var name = focused["name"]!.GetValue<string>();
            if (stops.Count > 0 && name == stops[0])
            {
                break; // the page begins again, without a stop at the browser's own controls
            }

            stops.Add(name);
            focused["seen"]!.GetValue<bool>().ShouldBeTrue(name);
        }

        return stops;
    }

    [DashboardFact]
    public async Task In_the_playground_keys_alone_choose_an_item_and_the_click_carries_its_category()
    {
        var scene = views.Scene;
        using (var writer = new RecordWriter(scene.Options.Kafka))
        {
            var item = """{"item_id":"i5","name":"Steel pan","category":"pans"}"""u8.ToArray();
            writer.Write(scene.Options.Kafka.Catalog, "i5"u8.ToArray(), item, null, null, default);
            writer.Flush(TimeSpan.FromSeconds(30));
        }

        await scene.UntilAsync("the catalog has come", "/v1/items?id=i5", items => items[0].GetProperty("category").GetString() == "pans");
        var page = await views.OpenAsync("playground");

        await page.EvaluateAsync("document.querySelector('#play-user').focus(); document.querySelector('#play-user').select()");
        await page.TypeAsync("keys only");
        await page.PressAsync("Enter", 13, "\r");
        await page.UntilAsync("document.querySelector('.answer li button') && document.querySelector('.log').textContent.startsWith('Nothing yet')");
        await page.EvaluateAsync("document.querySelector('#play-item').focus()");
        await page.TypeAsync("i5");
        await page.PressAsync("Enter", 13, "\r");
        await page.UntilAsync("document.querySelector('.log .tag')?.textContent === 'view_item'");

        var state = (await scene.GetAsync("/v1/users/keys%20only")).GetProperty("state");
        state.GetProperty("recent")[0].GetProperty("item_id").GetString().ShouldBe("i5");
        state.GetProperty("interests")[0].GetProperty("tag").GetString().ShouldBe("pans");
        page.Errors.ShouldBeEmpty();
    }

    private static string[] Texts(JsonNode? list) => [.. list!.AsArray().Select(one => one!.GetValue<string>())];
}
