using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StreamReco.StreamHost.Http;
using StreamReco.StreamHost.Logging;
using StreamReco.StreamHost.Options;
using StreamReco.TestKit.Time;

namespace StreamReco.StreamHost.Tests.Http;

/// <summary>More requests at once than are worked on, larger ones than are taken, more connections than are held.</summary>
public sealed class TrafficTests
{
    [Fact]
    public async Task Three_hundred_requests_at_once_are_all_answered()
    {
        await using var scene = await HttpScene.ReadyAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => scene.Client.GetAsync($"/v1/recommendations/u{i}")));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Beyond_the_waiting_room_a_request_is_refused_with_both_settings()
    {
        using var busy = new ManualResetEventSlim(initialState: false);
        await using var scene = await HttpScene.WithModelAsync(() => busy.Wait(TimeSpan.FromSeconds(60)), options =>
        {
            options.Http.ApiConcurrentMax = 2;
            options.Http.ApiQueuedMax = 3;
        });
        await scene.UntilAsync("ready", "/health/ready", answer => answer.GetProperty("status").GetString() == "ready");

        var asked = Enumerable.Range(0, 9).Select(_ => scene.Client.PostAsJsonAsync("/v1/related", new { items = new[] { "i1" } })).ToList();
        await Waiting.UntilAsync("four are refused", () => asked.Count(one => one.IsCompleted) == 4, TimeSpan.FromSeconds(30));
        var refused = await asked.First(one => one.IsCompleted);
        busy.Set();
        var all = await Task.WhenAll(asked);

        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("Http:ApiConcurrentMax (2) requests at once, and Http:ApiQueuedMax (3)");
        all.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(5);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_with_its_setting()
    {
        await using var scene = await HttpScene.ReadyAsync(http => http.BodyBytesMax = 2_000);

        using var response = await scene.Client.PostAsync("/v1/events", new StringContent(new string(' ', 3_000), System.Text.Encoding.UTF8, "application/json"));

        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await response.Content.ReadAsStringAsync()).ShouldContain("Http:BodyBytesMax is 2000");
    }

    [Fact]
    public async Task Many_refused_connections_are_one_warning()
    {
        using var log = new LogRing(TimeProvider.System);
        using var loggers = LoggerFactory.Create(logging => logging.AddFilter("Microsoft", LogLevel.Warning).AddProvider(log));
        var options = new StreamRecoOptions();
        options.Http.ConnectionsMax = 1;
        await using var http = await NodeHttp.StartAsync(options, loggers, TimeProvider.System, CancellationToken.None);
        var (host, port) = (new Uri(http.Url).Host, new Uri(http.Url).Port);
        using var first = new TcpClient();
        await first.ConnectAsync(host, port);

        for (var i = 0; i < 20; i++)
        {
            await ConnectInVainAsync(host, port);
        }

        var warnings = log.From(0, 1_000).Where(line => line.Level >= LogLevel.Warning).ToList();
        warnings.ShouldHaveSingleItem().Text.ShouldBe(
            "1 connections were refused since the last such line: Http:ConnectionsMax is 1");
    }

    [Fact]
    public async Task Many_requests_that_take_too_long_are_one_warning_in_ten_seconds()
    {
        var time = new ManualTimeProvider();
        using var log = new LogRing(TimeProvider.System);
        using var loggers = LoggerFactory.Create(logging => logging.AddFilter("Microsoft", LogLevel.Warning).AddProvider(log));
        await using var app = await StartSlowAsync(new ServerLoggers(loggers, new HttpOptions { RequestTimeoutMs = 30 }, time));
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        for (var i = 0; i < 5; i++)
        {
            (await client.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        time.Advance(TimeSpan.FromSeconds(10));
        await client.GetAsync("/");

        log.From(0, 1_000).Where(line => line.Level >= LogLevel.Warning).Select(line => line.Text).ShouldBe(
            new[] { 1, 5 }.Select(count => $"{count} requests were answered 503 since the last such line, because they took longer than "
                + "Http:RequestTimeoutMs, which is 30"));
    }

    /// <summary>A server whose requests end by the framework's time-out alone.</summary>
    private static async Task<WebApplication> StartSlowAsync(ServerLoggers loggers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<ILoggerFactory>(loggers);
        builder.Services.AddRequestTimeouts(timeouts =>
            timeouts.DefaultPolicy = new RequestTimeoutPolicy { Timeout = TimeSpan.FromMilliseconds(30), TimeoutStatusCode = 503 });
        var app = builder.Build();
        app.UseRouting();
        app.UseRequestTimeouts();
        app.MapGet("/", (HttpContext context) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        await app.StartAsync();
        return app;
    }

    /// <summary>Connects and waits until the server closes or resets the connection.</summary>
    private static async Task ConnectInVainAsync(string host, int port)
    {
        using var refused = new TcpClient();
        await refused.ConnectAsync(host, port);
        var read = refused.GetStream().ReadAsync(new byte[1]).AsTask();
        await ((Task)read).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
