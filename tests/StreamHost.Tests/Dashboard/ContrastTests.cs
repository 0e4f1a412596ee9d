using System.Text;
using System.Text.Json.Nodes;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Tests.Http;

namespace StreamReco.StreamHost.Tests.Dashboard;

/// <summary>Texts stand out from what is behind them, by WCAG 2.2 AA, in both themes; and nothing sticks out of a small screen.</summary>
public sealed class ContrastTests
{
    private static readonly string[] _views = ["overview", "quality", "rejected", "journey?user=u1", "playground", "search", "cluster", "node", "models", "catalog", "settings", "log"];

    /// <summary>Every visible text whose contrast is below 4.5, or 3 where it is large: what it says, and its ratio.</summary>
    private const string TooFaint =
        """
        (() => {
          const parse = (text) => { const n = text.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0, 0]; return n.length < 4 ? [...n, 1] : n; };
          const over = (a, b) => [0, 1, 2].map((i) => a[i] * a[3] + b[i] * (1 - a[3])).concat(1);
          const shine = ([r, g, b]) => [r, g, b].map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
            .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
          const behind = (one) => { const layers = [];
            for (let at = one; at; at = at.parentElement) {
              const box = at instanceof SVGElement ? at.parentElement?.querySelector(':scope > rect') : null;
              layers.push(parse(box && at.tagName === 'text' ? getComputedStyle(box).fill : getComputedStyle(at).backgroundColor)); }
            return layers.reverse().reduce((low, high) => over(high, low), [255, 255, 255, 1]); };
          const faint = [];
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          for (let text; (text = walk.nextNode());) {
            const one = text.parentElement, words = text.data.trim();
            if (!words || !one.checkVisibility() || one.closest('script, noscript, title, [disabled], .skip')) continue;
            const style = getComputedStyle(one), ground = behind(one);
            const ink = over(parse(one instanceof SVGElement ? style.fill : style.color), ground);
            const [high, low] = [shine(ink), shine(ground)].sort((a, b) => b - a);
            const ratio = (high + 0.05) / (low + 0.05), size = parseFloat(style.fontSize);
            const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
            if (ratio < (large ? 3 : 4.5)) faint.push(`${words.slice(0, 40)} (${one.tagName}.${one.getAttribute('class')}): ${ratio.toFixed(2)}`);
          }
          return { faint: [...new Set(faint)], ground: getComputedStyle(document.body).backgroundColor };
        })()
        """;

    [DashboardTheory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task Every_text_of_every_view_is_readable(string theme)
    {
        await using var scene = await SceneAsync();
        foreach (var view in _views)
        {
            var (browser, page) = await OpenAsync(scene, view);
            await using var _ = browser;
            await using var __ = page;
            await page.EvaluateAsync($"document.documentElement.dataset.theme = '{theme}'");

            var seen = await page.EvaluateAsync(TooFaint);

            seen!["faint"]!.AsArray().Select(one => one!.GetValue<string>()).ShouldBeEmpty($"{view}, {theme}");
            seen["ground"]!.GetValue<string>().ShouldBe(theme == "light" ? "rgb(246, 247, 250)" : "rgb(15, 18, 26)");
        }
    }

    [DashboardFact]
    public async Task On_a_small_screen_nothing_sticks_out_to_the_right()
    {
        await using var scene = await SceneAsync();
        foreach (var view in _views)
        {
            var (browser, page) = await OpenAsync(scene, view);
            await using var _ = browser;
            await using var __ = page;
            await page.ResizeAsync(360, 780);

            await page.UntilAsync("innerWidth === 360");
            var outside = await page.EvaluateAsync(
                """
                [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > 361
                  && !one.parentElement.closest('.scroll, .tabs, svg, .chart, pre')).map((one) => `${one.tagName}.${one.className}`).slice(0, 5).join()
                """);

            outside!.GetValue<string>().ShouldBe("", view);
        }
    }

    /// <summary>A node with something to show in every view.</summary>
    private static async Task<HttpScene> SceneAsync()
    {
        var scene = await HttpScene.ReadyAsync();
        await scene.ClickAsync(("u1", "i1"), ("u1", "i2"), ("u2", "i3"));
        using var writer = new RecordWriter(scene.Options.Kafka);
        writer.Write(
            scene.Options.Kafka.Clicks, "u1"u8.ToArray(), Encoding.UTF8.GetBytes("""{"event_type":"teleport","user_id":"u1"}"""), null, null, default);
        writer.Flush(TimeSpan.FromSeconds(30));
        return scene;
    }

    private static async Task<(Chromium Browser, BrowserPage Page)> OpenAsync(HttpScene scene, string view)
    {
        var (browser, page) = await Chromium.OpenAsync($"{scene.Http.Url}/#{view}");
        await page.UntilAsync("document.querySelector('#phase').textContent === 'running'");
        await page.UntilAsync(view switch
        {
            "playground" => "document.querySelector('.answer li button')",
            "cluster" => "document.querySelector('#members tbody tr')",
            _ => "document.querySelector('main').innerText.length > 60",
        });
        return (browser, page);
    }
}
