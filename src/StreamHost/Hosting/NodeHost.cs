using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StreamReco.StreamHost.Http;
using StreamReco.StreamHost.Logging;
using StreamReco.StreamHost.Node;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Hosting;

/// <summary>Runs a node in a generic host until it is done, fails, or is told to stop.</summary>
internal static class NodeHost
{
    /// <summary>Twice the time that draining may take: the last transaction and the last snapshot come after it.</summary>
    private const int DrainTimesRequest = 2;

    /// <returns>What the run did.</returns>
    public static async Task<NodeReport> RunAsync(
        StreamRecoOptions options, bool untilEnd, LogLevel logLevel, TimeProvider time, CancellationToken cancel)
    {
        ThreadsForBlockingCalls.Reserve();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        HostLogging.Configure(builder.Logging, logLevel);
        builder.Services.Configure<HostOptions>(host =>
            host.ShutdownTimeout = TimeSpan.FromMilliseconds(options.Kafka.RequestTimeoutMs * DrainTimesRequest));
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        using var loggers = LoggerFactory.Create(logging => HostLogging.Configure(logging, logLevel));
        await using var http = await NodeHttp.StartAsync(options, loggers, time, cancel);
        await using var node = await StartAsync(options, http, loggers, time, cancel);
        http.Attach(node);
        RecommenderService? service = null;
        builder.Services.AddHostedService(services =>
            service = new RecommenderService(node, untilEnd, services.GetRequiredService<IHostApplicationLifetime>()));
        using var host = builder.Build();
        await host.RunAsync(cancel);
        await service!.Run;
        return node.Report();
    }

    /// <summary>The other nodes cannot ask a node that is still starting: it writes down what it is busy with.</summary>
    private static async Task<RecommenderNode> StartAsync(
        StreamRecoOptions options, NodeHttp http, ILoggerFactory loggers, TimeProvider time, CancellationToken cancel)
    {
        await using var published = TaskPublisher.Start(http.Tasks, options, time, away: null);
        return await RecommenderNode.StartAsync(options, http.NodeName, http.Tasks, http.Instruments, loggers, time, cancel);
    }
}
