using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StreamReco.StreamHost.Http;
using StreamReco.StreamHost.Logging;
using StreamReco.StreamHost.Node;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Hosting;

/// <summary>Runs a node in a generic host until it is done, fails, or is asked to stop.</summary>
internal static class NodeHost
{
    /// <summary>Twice the time that draining may take: the last transaction and the last snapshot come after it.</summary>
    private const int DrainTimesRequest = 2;

    /// <returns>What the run did.</returns>
    public static async Task<NodeReport> RunAsync(
        StreamRecoOptions options, bool untilEnd, LogLevel logLevel, TimeProvider time, CancellationToken cancel)
    {
        ThreadsForBlockingCalls.Reserve();
        using var loggers = LoggerFactory.Create(logging => HostLogging.Configure(logging, logLevel));
        await using var http = await NodeHttp.StartAsync(options, loggers, time, cancel);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddStreamReco(options, loggers, time).AddHttp(http);
        builder.Services.Configure<HostOptions>(host =>
            host.ShutdownTimeout = TimeSpan.FromMilliseconds(options.Kafka.RequestTimeoutMs * DrainTimesRequest));
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        RecommenderService? service = null;
        builder.Services.AddHostedService(services => service = new RecommenderService(
            services.GetRequiredService<RecommenderNode>(), untilEnd, services.GetRequiredService<IHostApplicationLifetime>()));
        using var host = builder.Build();
        http.Attach(await StartAsync(host.Services, options, http, time, cancel));
        await host.RunAsync(cancel);
        return await service!.Run;
    }

    /// <summary>The other nodes cannot ask a node that is still starting: it writes down what it is busy with.</summary>
    private static async Task<RecommenderNode> StartAsync(
        IServiceProvider services, StreamRecoOptions options, NodeHttp http, TimeProvider time, CancellationToken cancel)
    {
        await using var published = TaskPublisher.Start(http.Tasks, options, time, away: null);
        return await services.StartNodeAsync(cancel);
    }
}
