using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using StreamReco.StreamHost.Hosting;
using StreamReco.StreamHost.Http;
using StreamReco.StreamHost.Kafka;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Tests.EndToEnd;

namespace StreamReco.StreamHost.Tests.Http;

/// <summary>A node with its HTTP side on an embedded broker: three partitions, the small model of the path's tests.</summary>
internal sealed class HttpScene : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly EmbeddedBroker _broker;
    private readonly CancellationTokenSource _stop = new();
    private readonly ILoggerFactory _loggers;
    private Task _run = Task.CompletedTask;

    private HttpScene(Action<HttpOptions>? set)
    {
        Options = new StreamRecoOptions();
        set?.Invoke(Options.Http);
        Options.State.Connection = Path.Combine(_folder.Path, "state.db");
        Options.Model.Directory = PathModel.Directory;
        Options.Pipeline.Score.Provider = "cpu";
        _broker = EmbeddedKafka.Start(Options.Kafka, partitions: 3);
        _loggers = LoggerFactory.Create(_ => { });
    }

    public StreamRecoOptions Options { get; }

    public NodeHttp Http { get; private set; } = null!;

    public RecommenderNode Node { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    /// <summary>Starts the HTTP side alone.</summary>
    public static async Task<HttpScene> ListenAsync(Action<HttpOptions>? set = null)
    {
        var scene = new HttpScene(set);
        scene.Http = await NodeHttp.StartAsync(scene.Options, scene._loggers, TimeProvider.System, CancellationToken.None);
        scene.Client = new HttpClient { BaseAddress = new Uri(scene.Http.Url) };
        return scene;
    }

    /// <summary>Starts all and waits until the node calls itself ready.</summary>
    public static async Task<HttpScene> ReadyAsync(Action<HttpOptions>? set = null)
    {
        var scene = await ListenAsync(set);
        await scene.StartNodeAsync();
        await scene.UntilAsync("ready", "/health/ready", answer => answer.GetProperty("status").GetString() == "ready");
        return scene;
    }

    public async Task StartNodeAsync()
    {
        Node = await RecommenderNode.StartAsync(
            Options, Http.NodeName, _loggers, TimeProvider.System, CancellationToken.None);
        Http.Attach(Node);
        _run = Node.RunAsync(untilEnd: false, _stop.Token);
    }

    /// <summary>Writes clicks and waits until they are committed.</summary>
    /// <param name="clicks">User and item of each, in order.</param>
    public async Task ClickAsync(params (string User, string Item)[] clicks)
    {
        var committed = Node.Report().Read;
        using var writer = new RecordWriter(Options.Kafka);
        foreach (var (user, item) in clicks)
        {
            writer.Write(Options.Kafka.Clicks, System.Text.Encoding.UTF8.GetBytes(user), Event(user, item), null, null, default);
        }

        writer.Flush(_patience);
        await Waiting.UntilAsync("the clicks are committed", () => Node.Report().Read >= committed + clicks.Length, _patience);
    }

    public static byte[] Event(string user, string item) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        event_id = Guid.NewGuid(),
        event_type = "view_item",
        user_id = user,
        item_id = item,
        timestamp = TimeProvider.System.GetUtcNow(),
    });

    /// <summary>Asks until the answer is as wanted.</summary>
    public async Task<JsonElement> UntilAsync(string what, string path, Func<JsonElement, bool> isSo)
    {
        using var turns = new PeriodicTimer(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        var started = TimeProvider.System.GetTimestamp();
        var last = default(JsonElement);
        while (TimeProvider.System.GetElapsedTime(started) < _patience)
        {
            using var response = await Client.GetAsync(path);
            last = await response.Content.ReadFromJsonAsync<JsonElement>();
            if (isSo(last))
            {
                return last;
            }

            await turns.WaitForNextTickAsync();
        }

        throw new TimeoutException($"Not within {_patience.TotalSeconds} s: {what}; last {last}");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await ((Task)_run.WaitAsync(_patience)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Client?.Dispose();
        if (Http is not null)
        {
            await Http.DisposeAsync();
        }

        if (Node is not null)
        {
            await Node.DisposeAsync();
        }

        _broker.Dispose();
        _loggers.Dispose();
        _folder.Dispose();
        _stop.Dispose();
    }
}
