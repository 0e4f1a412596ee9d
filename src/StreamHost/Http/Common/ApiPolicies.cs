using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Http.Common;

/// <summary>The API's bounds of rate, concurrency and time, as policies of the framework.</summary>
internal static class ApiPolicies
{
    private const string Name = "api";

    /// <summary>Registers the policies.</summary>
    public static void Add(IServiceCollection services, HttpOptions options)
    {
        services.AddRateLimiter(limiter =>
        {
            limiter.AddPolicy(Name, _ => RateLimitPartition.Get(Name, _ => Limiter(options)));
            limiter.OnRejected = (rejected, _) => new ValueTask(Refusal(rejected, options).WriteAsync(rejected.HttpContext));
        });
        services.AddRequestTimeouts(timeouts => timeouts.AddPolicy(Name, new RequestTimeoutPolicy
        {
            Timeout = TimeSpan.FromMilliseconds(options.RequestTimeoutMs),
            TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable,
            WriteTimeoutResponse = http => ProblemException.NotReady(
                $"The answer took longer than Http:RequestTimeoutMs ({options.RequestTimeoutMs}).").WriteAsync(http),
        }));
    }

    /// <summary>Puts the endpoints of a group under the policies and says so in the document of the API.</summary>
    public static RouteGroupBuilder Limit(this RouteGroupBuilder group)
    {
        group.WithRequestTimeout(Name);
        return group.RequireRateLimiting(Name).WithMetadata(Limited.Instance)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>A place among the running ones comes first, so that who waits for one uses up no part of the rate.</summary>
    private static RateLimiter Limiter(HttpOptions options) => RateLimiter.CreateChained(
        new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = options.ApiConcurrentMax,
            QueueLimit = options.ApiQueuedMax,
        }),
        new TokenBucketRateLimiter(Bucket(options.ApiRequestsPerSecondMax)));

    /// <summary>Filled up ten times a second; more seldom where a tenth of the rate would be less than a request.</summary>
    private static TokenBucketRateLimiterOptions Bucket(int perSecond) => new()
    {
        TokenLimit = perSecond,
        TokensPerPeriod = Math.Max(1, perSecond / 10),
        ReplenishmentPeriod = TimeSpan.FromMilliseconds(Math.Max(100, 1_000.0 / perSecond)),
        QueueLimit = 0,
    };

    /// <summary>The bucket alone says when to come again.</summary>
    private static ProblemException Refusal(OnRejectedContext rejected, HttpOptions options) => new(
        StatusCodes.Status429TooManyRequests, "Too many requests",
        rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out _)
            ? $"More than Http:ApiRequestsPerSecondMax ({options.ApiRequestsPerSecondMax}) requests a second."
            : $"More than Http:ApiConcurrentMax ({options.ApiConcurrentMax}) requests at once, and Http:ApiQueuedMax "
                + $"({options.ApiQueuedMax}) wait for a place.");

    /// <summary>Marks endpoints whose requests are counted.</summary>
    internal sealed class Limited
    {
        public static Limited Instance { get; } = new();

        private Limited()
        {
        }
    }
}
