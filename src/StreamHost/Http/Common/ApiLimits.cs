using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using StreamReco.StreamHost.Metrics;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Http.Common;

/// <summary>
/// The API's bounds of rate, concurrency and time. Beyond them a request is refused at once: it never waits, so it
/// holds nothing up. Counts what became of the requests.
/// </summary>
internal sealed class ApiLimits(HttpOptions options, NodeInstruments instruments, TimeProvider time) : IDisposable
{
    /// <summary>Key in the request's items once its time is up.</summary>
    public const string TimedOut = "streamreco.timed-out";

    private const string Prefix = "/v1/";
    private const string Stream = "/v1/stream";
    private const string Figures = "/v1/figures"; // who looks at an overload must not be refused for it
    private const string Cluster = "/v1/cluster"; // the same
    private const string ClusterStream = "/v1/cluster/stream";

    private readonly ConcurrencyLimiter _concurrent = new(
        new ConcurrencyLimiterOptions { PermitLimit = options.ApiConcurrentMax, QueueLimit = 0 });

    private readonly TokenBucketRateLimiter _rate = new(Bucket(options.ApiRequestsPerSecondMax));

    private long _answered;
    private long _refused;
    private long _failed;

    /// <summary>Requests answered with a status below 500 and other than 429.</summary>
    public long Answered => Interlocked.Read(ref _answered);

    /// <summary>Requests beyond a limit: 429.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Requests that ended in a status from 500.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    public async Task RunAsync(HttpContext http, RequestDelegate next)
    {
        var path = http.Request.Path.Value ?? "";
        if (!path.StartsWith(Prefix, StringComparison.Ordinal) || path is Stream or Figures or Cluster or ClusterStream)
        {
            await next(http);
            return;
        }

        using var place = _concurrent.AttemptAcquire();
        using var token = place.IsAcquired ? _rate.AttemptAcquire() : null;
        if (token is not { IsAcquired: true })
        {
            Interlocked.Increment(ref _refused);
            throw new Problem(StatusCodes.Status429TooManyRequests, "Too many requests", place.IsAcquired
                ? $"More than Http:ApiRequestsPerSecondMax ({options.ApiRequestsPerSecondMax}) requests a second."
                : $"More than Http:ApiConcurrentMax ({options.ApiConcurrentMax}) requests at once.");
        }

        await RunTimedAsync(http, next);
    }

    /// <summary>Filled up ten times a second; more seldom where a tenth of the rate would be less than a request.</summary>
    private static TokenBucketRateLimiterOptions Bucket(int perSecond) => new()
    {
        TokenLimit = perSecond,
        TokensPerPeriod = Math.Max(1, perSecond / 10),
        ReplenishmentPeriod = TimeSpan.FromMilliseconds(Math.Max(100, 1_000.0 / perSecond)),
        QueueLimit = 0,
    };

    public void Dispose()
    {
        _concurrent.Dispose();
        _rate.Dispose();
    }

    private async Task RunTimedAsync(HttpContext http, RequestDelegate next)
    {
        var started = time.GetTimestamp();
        using var timeout = new CancellationTokenSource(TimeSpan.FromMilliseconds(options.RequestTimeoutMs), time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, timeout.Token);
        http.RequestAborted = both.Token;
        try
        {
            await next(http);
            Interlocked.Increment(ref http.Response.StatusCode < 500 ? ref _answered : ref _failed);
        }
        catch (Exception e)
        {
            if (timeout.IsCancellationRequested)
            {
                http.Items[TimedOut] = true;
            }

            Interlocked.Increment(ref e is Problem { Status: < 500 } ? ref _answered : ref _failed);
            throw;
        }
        finally
        {
            instruments.ApiLatency.Record(time.GetElapsedTime(started).TotalSeconds);
        }
    }
}
