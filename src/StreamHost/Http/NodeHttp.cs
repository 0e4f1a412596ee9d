using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StreamReco.Stages.Metrics;
using StreamReco.StreamHost.Audit;
using StreamReco.StreamHost.Cluster.Views;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Kafka.Topics;
using StreamReco.StreamHost.Logging;
using StreamReco.StreamHost.Metrics;
using StreamReco.StreamHost.Node;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Sampling;
using StreamReco.StreamHost.Sql;
using StreamReco.StreamHost.Tasks;

namespace StreamReco.StreamHost.Http;

/// <summary>
/// The HTTP side of a node. Starts before the node, so that a taken port is said before anything is read, and answers
/// "not ready" until <see cref="Attach"/>.
/// </summary>
internal sealed partial class NodeHttp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly NodeContext _context;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _loops = [];
    private Telemetry? _telemetry;

    private NodeHttp(WebApplication app, NodeContext context, ILogger logger)
    {
        _app = app;
        _context = context;
        _logger = logger;
        Instruments = app.Services.GetRequiredService<NodeInstruments>();
        Url = BoundUrl(app);
        AdvertisedUrl = context.Options.Http.AdvertisedUrl.Length > 0 ? context.Options.Http.AdvertisedUrl.TrimEnd('/')
            : Url.Replace("0.0.0.0", Environment.MachineName, StringComparison.Ordinal)
                .Replace("[::]", Environment.MachineName, StringComparison.Ordinal);
        context.Url = AdvertisedUrl;
    }

    /// <summary>Where it listens, for instance <c>http://127.0.0.1:41523</c>.</summary>
    public string Url { get; }

    /// <summary>How others reach it.</summary>
    public string AdvertisedUrl { get; }

    /// <summary>What the process is busy with; the node is to put its tasks there.</summary>
    public TaskBoard Tasks => _context.Tasks;

    /// <summary>The instruments of the process; the node is to record into them.</summary>
    public NodeInstruments Instruments { get; }

    /// <summary>Events that came by HTTP and that Kafka has.</summary>
    public long EventsWritten => _app.Services.GetRequiredService<HttpEvents>().Written;

    /// <summary>Names the node in its group: host and port, which no other live node has.</summary>
    public string NodeName => new Uri(AdvertisedUrl).Authority;

    /// <summary>Listens.</summary>
    /// <exception cref="HttpStartException">The port is taken, the address is none of this machine, or there is no token.</exception>
    public static async Task<NodeHttp> StartAsync(
        StreamRecoOptions options, ILoggerFactory loggers, TimeProvider time, CancellationToken cancel)
    {
        var log = new LogRing(time);
        loggers.AddProvider(log);
        var context = new NodeContext(options, AdminToken.Open(options.Http), log, time) { Audit = AuditOf(options, loggers, time) };
        var app = Build(context, loggers);
        try
        {
            await app.StartAsync(cancel);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            await app.DisposeAsync();
            await (context.Audit?.DisposeAsync() ?? ValueTask.CompletedTask);
            throw new HttpStartException(Explain(e, options.Http), e);
        }

        var http = new NodeHttp(app, context, loggers.CreateLogger<NodeHttp>());
        LogListening(http._logger, http.Url);
        return http;
    }

    /// <summary>The node is a member of a cluster: people can look at it and act on it from here on.</summary>
    public void Attach(IClusterControl control) => _context.Control = control;

    /// <summary>The node is there: from here on it is looked at once a second and can be asked.</summary>
    public void Attach(RecommenderNode node) => Attach(node, node.Latency);

    /// <inheritdoc cref="Attach(RecommenderNode)"/>
    /// <param name="node">The node.</param>
    /// <param name="latency">Latency measured elsewhere: where clicks carry times of a simulated day, the node's own says nothing.</param>
    public void Attach(RecommenderNode node, LatencyHistogram latency)
    {
        var options = _context.Options;
        var lag = new ClickLag(options.Kafka, node.ShardTopic, _context.Time, _logger);
        var directory = new ClusterDirectory(
            new SqlNodeDirectory(options.State.Connection), options.Kafka.Group, _context.Entry, _context.Time, _logger);
        latency.Instrument = Instruments.AnswerLatency;
        var topics = new TopicWatch(options.Kafka, node.ShardTopic, _context.Time, _logger);
        var events = _app.Services.GetRequiredService<HttpEvents>();
        _context.Attach(node, lag, topics, directory, events);
        _telemetry = Telemetry.Start(node.Name);
        _context.Audit?.Add(StartedAudit.EntryOf(node.Name, options.Shown, _context.Time.GetUtcNow()));
        var sampler = new MetricsSampler(node, latency, lag, _context.History, _context.Time);
        _loops.Add(Task.Run(() => sampler.RunAsync(_stop.Token)));
        _loops.Add(Task.Run(() => lag.RunAsync(_stop.Token)));
        _loops.Add(Task.Run(() => topics.RunAsync(_stop.Token)));
        _loops.Add(Task.Run(() => events.OpenAsync(_stop.Token)));
        _loops.Add(Task.Run(() => directory.RunAsync(_stop.Token)));
        _loops.Add(node.Search?.CollectAsync(() => node.Phase == NodePhase.Stopping ? null : node.Queries, () => lag.Partitions, _stop.Token) ?? Task.CompletedTask);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _app.StopAsync(CancellationToken.None);
        _telemetry?.Dispose();
        await _app.DisposeAsync();
        await (_context.Audit?.DisposeAsync() ?? ValueTask.CompletedTask);
        _context.Lag?.Dispose();
        _context.Topics?.Dispose();
        _stop.Dispose();
    }

    private static AuditLog? AuditOf(StreamRecoOptions options, ILoggerFactory loggers, TimeProvider time) => options.Audit.Enabled
        ? new AuditLog(
            new SqlAuditTrail(options.State.Connection), options.Kafka.Group, options.Audit, loggers.CreateLogger<AuditLog>(), time)
        : null;

    private static WebApplication Build(NodeContext context, ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "streamreco" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Limit(kestrel, context.Options.Http));
        builder.WebHost.UseSockets(Hasten);
        builder.Services.AddSingleton<ILoggerFactory>(new ServerLoggers(loggers, context.Options.Http, context.Time));
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        HttpServices.Add(builder.Services, context);
        var app = builder.Build();
        HttpPipeline.Use(app, context);
        RefusedRequests.Follow(app.Services.GetRequiredService<DiagnosticListener>());
        return app;
    }

    private static void Limit(KestrelServerOptions kestrel, HttpOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.BodyBytesMax;
        kestrel.Limits.MaxConcurrentConnections = options.ConnectionsMax;
        kestrel.Listen(IPAddress.Parse(options.Address), options.Port, static listen =>
            listen.Use(static next => connection => RefusedRequests.WrapAsync(connection, next)));
    }

    /// <summary>
    /// A request is read, answered and written by the pool's thread that its bytes woke: by default three more threads would be woken on
    /// its way, which takes longer than an answer (decision 0184). A connection keeps 4 KiB to read into, which saves a call of the
    /// kernel a request; there are at most <c>Http:ConnectionsMax</c>.
    /// </summary>
    private static void Hasten(SocketTransportOptions sockets)
    {
        sockets.UnsafePreferInlineScheduling = true;
        sockets.WaitForDataBeforeAllocatingBuffer = false;
    }

    private static string BoundUrl(WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    private static string Explain(Exception fault, HttpOptions options) =>
        fault.InnerException is AddressInUseException || fault.GetBaseException() is AddressInUseException
            or System.Net.Sockets.SocketException { SocketErrorCode: System.Net.Sockets.SocketError.AddressAlreadyInUse }
            ? $"Http:Port {options.Port} (--http-port) is taken on {options.Address}; set another, or 0 for any free one."
            : $"Http:Address {options.Address}, Http:Port {options.Port}: {fault.GetBaseException().Message}.";

    [LoggerMessage(71, LogLevel.Information, "API, dashboard and metrics at {Url}")]
    private static partial void LogListening(ILogger logger, string url);
}
