using System.Net;
using System.Net.Http.Json;
using StreamReco.Stages.Metrics;

namespace StreamReco.Benchmarks.Api;

/// <summary>Sends requests on a clock.</summary>
internal sealed class ApiLoad : IDisposable
{
    private const int RankedItems = 20;
    private const int RankEvery = 10;
    private static readonly TimeSpan _beat = TimeSpan.FromMilliseconds(5);

    private readonly HttpClient _http;
    private readonly int _users;
    private readonly Random _random = new(1);

    /// <param name="node">The node.</param>
    /// <param name="users">Users that are asked for.</param>
    public ApiLoad(Uri node, int users)
    {
        _users = users;
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 256 })
        {
            BaseAddress = node,
            Timeout = TimeSpan.FromSeconds(10),
        };
    }

    /// <summary>Sends for a while and waits for the last answers.</summary>
    public async Task<LoadCounts> RunAsync(int rate, int seconds, CancellationToken cancel)
    {
        var counts = new LoadCounts();
        var sent = new List<Task>();
        var time = TimeProvider.System;
        var started = time.GetTimestamp();
        using var beats = new PeriodicTimer(_beat, time);
        while (time.GetElapsedTime(started).TotalSeconds < seconds && await beats.WaitForNextTickAsync(cancel))
        {
            var due = (long)(Math.Min(time.GetElapsedTime(started).TotalSeconds, seconds) * rate);
            while (counts.Sent < due)
            {
                var at = started + (long)(counts.Sent / (double)rate * time.TimestampFrequency);
                sent.Add(SendAsync(counts.Sent++, at, counts, cancel));
            }
        }

        await Task.WhenAll(sent);
        return counts;
    }

    public void Dispose() => _http.Dispose();

    private async Task SendAsync(long number, long dueAt, LoadCounts counts, CancellationToken cancel)
    {
        var user = $"u{_random.Next(_users):D6}";
        try
        {
            using var response = number % RankEvery == 0
                ? await _http.PostAsJsonAsync("/v1/rank", new { user_id = user, items = Items() }, cancel)
                : await _http.GetAsync($"/v1/recommendations/{user}", cancel);
            await response.Content.ReadAsByteArrayAsync(cancel);
            counts.Add(response.StatusCode, TimeProvider.System.GetElapsedTime(dueAt));
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            counts.Add(null, default);
        }
    }

    private string[] Items() => [.. Enumerable.Range(0, RankedItems).Select(_ => $"i{_random.Next(2_000):D5}")];
}

/// <summary>What became of the requests. Thread-safe but for <see cref="Sent"/>, which the sender counts.</summary>
internal sealed class LoadCounts
{
    private long _ok;
    private long _refused;
    private long _other;

    public long Sent { get; set; }

    public long Ok => Interlocked.Read(ref _ok);

    public long Refused => Interlocked.Read(ref _refused);

    public long Other => Interlocked.Read(ref _other);

    /// <summary>Of requests answered 200, from the moment that the clock set.</summary>
    public LatencyHistogram Latency { get; } = new();

    public void Add(HttpStatusCode? status, TimeSpan took)
    {
        switch (status)
        {
            case HttpStatusCode.OK:
                Interlocked.Increment(ref _ok);
                Latency.Record((long)took.TotalMicroseconds);
                break;
            case HttpStatusCode.TooManyRequests:
                Interlocked.Increment(ref _refused);
                break;
            default:
                Interlocked.Increment(ref _other);
                break;
        }
    }
}
