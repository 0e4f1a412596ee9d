using System.Text.Json.Nodes;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Tests.Http;

namespace StreamReco.StreamHost.Tests.Dashboard;

/// <summary>The dashboard without a mouse: the Tab key alone, in a headless Chromium.</summary>
public sealed class KeyboardTests
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
        await using var scene = await HttpScene.ReadyAsync();
        var (browser, page) = await Chromium.OpenAsync(scene.Http.Url);
        await using var _ = browser;
        await using var __ = page;
        await page.UntilAsync("document.querySelector('#phase').textContent === 'running'");
        await page.EvaluateAsync(NameOf);

        await page.PressAsync("Tab", 9);
        var first = await page.EvaluateAsync(Focused);
        await page.PressAsync("Enter", 13, "\r");
        await page.UntilAsync("document.activeElement.id === 'view'");

        first!["name"]!.GetValue<string>().ShouldBe("A #view");
        first["seen"]!.GetValue<bool>().ShouldBeTrue();
        (await page.EvaluateAsync("document.title"))!.GetValue<string>().ShouldStartWith("Cluster");
    }

    [DashboardFact]
    public async Task In_every_view_Tab_stops_at_every_control_in_the_order_of_the_page_and_shows_where_it_is()
    {
        await using var scene = await HttpScene.ReadyAsync();
        await scene.ClickAsync(("u1", "i1"), ("u1", "i2"));
        foreach (var view in (string[])["overview", "quality", "rejected", "journey?user=u1", "playground", "search", "cluster", "node", "models", "catalog", "settings", "log"])
        {
            var (browser, page) = await Chromium.OpenAsync($"{scene.Http.Url}/#{view}");
            await using var _ = browser;
            await using var __ = page;
            await page.UntilAsync("document.querySelector('#phase').textContent === 'running'");
            await page.UntilAsync(view switch
            {
                "playground" => "document.querySelector('.answer li button')",
                "cluster" => "document.querySelector('#members tbody tr')",
                _ => "document.querySelector('main section')",
            });
            await page.EvaluateAsync(NameOf);
            var expected = Texts(await page.EvaluateAsync(Controls));

            var stops = new List<string>();
            while (stops.Count <= expected.Length)
            {
                await page.PressAsync("Tab", 9);
                if (await page.EvaluateAsync(Focused) is not { } focused)
                {
                    break;
                }

                stops.Add(focused["name"]!.GetValue<string>());
                focused["seen"]!.GetValue<bool>().ShouldBeTrue($"{view}: {stops[^1]}");
            }

            string.Join(" | ", stops).ShouldBe(string.Join(" | ", expected), view);
        }
    }

    [DashboardFact]
    public async Task In_the_playground_keys_alone_choose_an_item_and_the_click_carries_its_category()
    {
        await using var scene = await HttpScene.ReadyAsync();
        using (var writer = new RecordWriter(scene.Options.Kafka))
        {
            var item = """{"item_id":"i5","name":"Steel pan","category":"pans"}"""u8.ToArray();
            writer.Write(scene.Options.Kafka.Catalog, "i5"u8.ToArray(), item, null, null, default);
            writer.Flush(TimeSpan.FromSeconds(30));
        }

        await scene.UntilAsync("the catalog has come", "/v1/items?id=i5", items => items[0].GetProperty("category").GetString() == "pans");
        var (browser, page) = await Chromium.OpenAsync($"{scene.Http.Url}/#playground");
        await using var _ = browser;
        await using var __ = page;
        await page.UntilAsync("document.querySelector('.answer li button')");

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
