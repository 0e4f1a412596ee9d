using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Scoring;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Hosting;
using StreamReco.StreamHost.Http;
using StreamReco.StreamHost.Kafka.Embedded;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Node;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Serving;

namespace StreamReco.StreamHost.Tests.Http;

/// <summary>A node with its HTTP side on an embedded broker: three partitions, the small model of the path's tests.</summary>
internal sealed class HttpScene : IAsyncDisposable
{
    /// <summary>The admin token of scenes that ask for one.</summary>
    public const string Token = "0123456789abcdefgh";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly EmbeddedBroker? _broker;
    private readonly CancellationTokenSource _stop = new();
    private readonly ILoggerFactory _loggers;
    private ServiceProvider? _services;
    private Task _run = Task.CompletedTask;

    private HttpScene(Action<StreamRecoOptions>? set, HttpScene? beside = null)
    {
        Environment.SetEnvironmentVariable("STREAMRECO_TEST_TOKEN", Token);
        Options = new StreamRecoOptions();
        Options.Http.RequestTimeoutMs = 60_000; // a loaded machine is no reason to answer 503
        Options.Http.ModelWaitMs = 60_000;
        Options.State.Connection = Path.Combine(_folder.Path, "state.db");
        Options.Model.Directory = PathModel.Directory;
        Options.Pipeline.Score.Provider = "cpu";
        _loggers = LoggerFactory.Create(logging => logging.AddFilter("Microsoft", LogLevel.Warning));
        if (beside is not null)
        {
            Options.Kafka.Bootstrap = beside.Options.Kafka.Bootstrap;
            Options.State.Connection = beside.Options.State.Connection;
        }

        set?.Invoke(Options);
        _broker = beside is null && Options.Kafka.Bootstrap == new KafkaOptions().Bootstrap
            ? EmbeddedKafka.Start(Options.Kafka, partitions: 3) : null;
        if (Options.Pipeline.Privacy.ErasureKeyFile.Length > 0)
        {
            _broker?.CreateTopic(Options.Kafka.Erasures, 1); // The embedded broker creates none when it is asked over the wire.
        }
    }

    public StreamRecoOptions Options { get; }

    /// <summary>The broker of its own; null where it shares another's.</summary>
    public EmbeddedBroker? Broker => _broker;

    public NodeHttp Http { get; private set; } = null!;

    public RecommenderNode Node { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    /// <summary>The partitions that the node holds.</summary>
    public PartitionBoard Board => _services!.GetRequiredService<LivePartitions>().Board;

    /// <summary>Starts the HTTP side alone.</summary>
    public static Task<HttpScene> ListenAsync(Action<HttpOptions>? set = null) =>
        ListenAsync(new HttpScene(options => set?.Invoke(options.Http)));

    /// <summary>Starts a node with settings of one's own, on a broker of one's own.</summary>
    public static async Task<HttpScene> StartAsync(Action<StreamRecoOptions> set)
    {
        var scene = await ListenAsync(new HttpScene(set));
        await scene.StartNodeAsync();
        return scene;
    }

    /// <summary>Starts a node whose model calls back before each inference.</summary>
    /// <param name="beforeScore">Called on the inference's thread; while it does not return, the model is busy.</param>
    /// <param name="set">Settings of one's own.</param>
    public static async Task<HttpScene> WithModelAsync(Action beforeScore, Action<StreamRecoOptions> set)
    {
        var scene = await ListenAsync(new HttpScene(set));
        var model = ModelArtifactLoader.Load(PathModel.Directory);
        var scorer = new FakeScorer(model) { OnScore = _ => beforeScore() };
        await scene.StartNodeAsync(new StartModel(model, new ModelScorers(scorer)));
        return scene;
    }

    /// <summary>Another node of a scene's group, over the same state.</summary>
    public static async Task<HttpScene> BesideAsync(HttpScene first, Action<StreamRecoOptions>? set = null)
    {
        var scene = await ListenAsync(new HttpScene(set, first));
        await scene.StartNodeAsync();
        return scene;
    }

    /// <summary>Records in the state of the shards that this node holds.</summary>
    public long Committed => Node.OpenShards.Sum(shard => shard.Progress.Status.Counters.Read);

    private static async Task<HttpScene> ListenAsync(HttpScene scene)
    {
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

    public Task StartNodeAsync() => StartNodeAsync(null);

    private async Task StartNodeAsync(StartModel? model)
    {
        var services = new ServiceCollection().AddStreamReco(Options, _loggers, TimeProvider.System).AddHttp(Http);
        if (model is not null)
        {
            services.Replace(ServiceDescriptor.Singleton(model));
        }

        _services = services.BuildServiceProvider();
        Node = await _services.StartNodeAsync(CancellationToken.None);
        Http.Attach(Node);
        _run = Node.RunAsync(untilEnd: false, _stop.Token);
    }

    /// <summary>Writes clicks and waits until they are committed.</summary>
    /// <param name="clicks">User and item of each, in order.</param>
    public Task ClickAsync(params (string User, string Item)[] clicks) => ClickAsync([this], clicks);

    /// <summary>Writes clicks and waits until some of these nodes have committed them.</summary>
    public static async Task ClickAsync(IReadOnlyList<HttpScene> nodes, params (string User, string Item)[] clicks)
    {
        long Committed() => nodes.Sum(scene => scene.Committed);
        var committed = Committed();
        var kafka = nodes[0].Options.Kafka;
        using var writer = new RecordWriter(kafka);
        foreach (var (user, item) in clicks)
        {
            writer.Write(kafka.Clicks, System.Text.Encoding.UTF8.GetBytes(user), Event(user, item), null, null, default);
        }

        writer.Flush(_patience);
        await Waiting.UntilAsync("the clicks are committed", () => Committed() >= committed + clicks.Length, _patience);
    }

    public static byte[] Event(string user, string item) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        event_id = Guid.NewGuid(),
        event_type = "view_item",
        user_id = user,
        item_id = item,
        timestamp = TimeProvider.System.GetUtcNow(),
    });

    /// <summary>Asks with a JSON body; the answer must be 200.</summary>
    public async Task<JsonElement> PostAsync(string path, object body)
    {
        using var response = await Client.PostAsJsonAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(200, text);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>The ids of an answer's items.</summary>
    public static string[] ItemsOf(JsonElement answer) =>
        [.. answer.GetProperty("recommendation").GetProperty("items").EnumerateArray().Select(i => i.GetProperty("item_id").GetString()!)];

    /// <summary>Every byte of an id percent-encoded.</summary>
    public static string Escape(string id) =>
        string.Concat(System.Text.Encoding.UTF8.GetBytes(id).Select(b => $"%{b:X2}"));

    /// <summary>Asks, with the path as it is; the answer must be 200.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Client.GetAsync(new Uri(
            Http.Url + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(200, text);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Asks until the text has a part in it.</summary>
    /// <returns>The text.</returns>
    public Task<string> UntilTextAsync(string path, string part) =>
        PollAsync(part, () => Client.GetStringAsync(path), text => text.Contains(part, StringComparison.Ordinal));

    /// <summary>Asks until the answer is as wanted.</summary>
    public Task<JsonElement> UntilAsync(string what, string path, Func<JsonElement, bool> isSo) => PollAsync(
        what,
        async () =>
        {
            using var response = await Client.GetAsync(path);
            return await response.Content.ReadFromJsonAsync<JsonElement>();
        },
        isSo);

    private static async Task<T> PollAsync<T>(string what, Func<Task<T>> ask, Func<T, bool> isSo)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        var started = TimeProvider.System.GetTimestamp();
        var last = default(T);
        while (TimeProvider.System.GetElapsedTime(started) < _patience)
        {
            last = await ask();
            if (isSo(last))
            {
                return last;
            }

            await timer.WaitForNextTickAsync();
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

        await (_services?.DisposeAsync() ?? ValueTask.CompletedTask);

        _broker?.Dispose();
        _loggers.Dispose();
        _folder.Dispose();
        _stop.Dispose();
    }
}
