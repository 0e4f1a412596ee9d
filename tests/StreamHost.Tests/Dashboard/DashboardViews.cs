using System.Text;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Tests.Http;

namespace StreamReco.StreamHost.Tests.Dashboard;

/// <summary>
/// One node with something to show in every view, and one browser: what is asked of each view shares them. Its tests run one
/// after another, each on a page that was loaded anew.
/// </summary>
public sealed class DashboardViews : IAsyncLifetime
{
    private HttpScene _scene = null!;
    private Chromium _browser = null!;

    /// <summary>The address of each view, as behind the number sign.</summary>
    public static TheoryData<string> All =>
    [
        "cluster", "overview", "node", "quality", "governance", "rejected", "user?user=u1", "journey?user=u1", "catalog", "models", "experiments",
        "playground", "search", "settings", "log",
    ];

    internal HttpScene Scene => _scene;

    internal BrowserPage Page { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (Chromium.Path is null)
        {
            return; // each test is skipped
        }

        _scene = await HttpScene.ReadyAsync();
        await _scene.PostAsync("/admin/v1/experiments", ExperimentsViewTests.Definition);
        await _scene.ClickAsync(("u1", "i1"), ("u1", "i2"), ("u2", "i3"));
        using (var writer = new RecordWriter(_scene.Options.Kafka))
        {
            var broken = Encoding.UTF8.GetBytes("""{"event_type":"teleport","user_id":"u1"}""");
            writer.Write(_scene.Options.Kafka.Clicks, "u1"u8.ToArray(), broken, null, null, default);
            writer.Flush(TimeSpan.FromSeconds(30));
        }

        (_browser, Page) = await Chromium.OpenAsync("about:blank");
    }

    /// <summary>Loads the dashboard anew with a view, on a screen of a desk, and waits until the view shows what it has.</summary>
    internal async Task<BrowserPage> OpenAsync(string view)
    {
        await Page.LoadAsync($"{_scene.Http.Url}/#{view}");
        await Page.UntilAsync("document.querySelector('#phase').textContent === 'running'");
        await Page.UntilAsync(view.Split('?')[0] switch
        {
            "playground" => "document.querySelector('.answer li button')",
            "cluster" => "document.querySelector('#members tbody tr') && document.querySelector('#checks .pill')",
            "user" => "document.querySelector('#recommended .answer li')",
            "journey" => "document.querySelector('.timeline .answer li')",
            "rejected" => "document.querySelector('.samples summary')",
            "catalog" => "document.querySelector('#items tbody tr')",
            "experiments" => "document.querySelector('#experiments tbody tr')",
            "models" => "document.querySelector('#models tbody tr')",
            "settings" => "!document.querySelector('#settings').textContent.startsWith('Loading')",
            "log" => "document.querySelector('#log li')",
            "governance" => "!document.querySelector('#audit').textContent.startsWith('Loading') && !document.querySelector('#consent').textContent.startsWith('Loading')",
            "search" => "document.querySelector('#search-queries')",
            _ => "document.querySelector('main section')",
        });
        return Page;
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await Page.DisposeAsync();
            await _browser.DisposeAsync();
        }

        if (_scene is not null)
        {
            await _scene.DisposeAsync();
        }
    }
}

/// <summary>The tests that share <see cref="DashboardViews"/>.</summary>
[CollectionDefinition(Name)]
public sealed class DashboardViewsCollection : ICollectionFixture<DashboardViews>
{
    public const string Name = "dashboard views";
}
