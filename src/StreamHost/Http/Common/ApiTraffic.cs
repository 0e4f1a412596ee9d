using Microsoft.AspNetCore.Http;
using StreamReco.StreamHost.Metrics;

namespace StreamReco.StreamHost.Http.Common;

/// <summary>Counts what became of the API's requests and how long they took. Thread-safe.</summary>
internal sealed class ApiTraffic(NodeInstruments instruments, TimeProvider time)
{
    private long _answered;
    private long _refused;
    private long _failed;

    /// <summary>Requests answered with a status below 500 and other than 429.</summary>
    public long Answered => Interlocked.Read(ref _answered);

    /// <summary>Requests beyond a limit: 429.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Requests that ended in a status from 500.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Counts a request of an endpoint with <see cref="ApiPolicies.Limited"/> as its response begins.</summary>
    public Task CountAsync(HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<ApiPolicies.Limited>() is not null)
        {
            var begun = time.GetTimestamp();
            http.Response.OnStarting(() =>
            {
                Count(http.Response.StatusCode, time.GetElapsedTime(begun));
                return Task.CompletedTask;
            });
        }

        return next(http);
    }

    private void Count(int status, TimeSpan elapsed)
    {
        if (status == StatusCodes.Status429TooManyRequests)
        {
            Interlocked.Increment(ref _refused);
            return;
        }

        Interlocked.Increment(ref status < StatusCodes.Status500InternalServerError ? ref _answered : ref _failed);
        instruments.ApiLatency.Record(elapsed.TotalSeconds);
    }
}
