using System.Net;
using System.Net.Sockets;
using StreamReco.Benchmarks.Path;
using StreamReco.Stages.Metrics;

namespace StreamReco.Benchmarks.Api;

/// <summary>
/// Sends requests on a clock, from one thread over connections that stay open, with as little work as a request can be sent with: the
/// generator stands on the node's cores, and what it takes the node does not have.
/// </summary>
internal sealed class ApiLoad : IDisposable
{
    /// <summary>Completions of sockets run on the one thread that waits for them: a hand-over to the pool would be measured too.</summary>
    private static readonly (string Name, string Value)[] _sockets =
        [("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1"), ("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", "1")];

    /// <summary>How much a request may be late; a shorter sleep would cost more than it gives.</summary>
    private static readonly TimeSpan _pause = TimeSpan.FromMicroseconds(50);

    private readonly List<ApiConnection> _connections = [];
    private readonly Stack<ApiConnection> _free = [];
    private readonly Queue<(long Number, long DueAt)> _waiting = [];
    private readonly Lock _gate = new();
    private readonly ApiRequests _requests;
    private LoadCounts _counts = new();

    /// <param name="node">The node.</param>
    /// <param name="users">Users that are asked for.</param>
    /// <param name="rankEvery">Every such request is a <c>POST /v1/rank</c>; 0 for none.</param>
    /// <param name="connections">Connections that are open at once.</param>
    public ApiLoad(Uri node, int users, int rankEvery, int connections)
    {
        foreach (var (name, value) in _sockets)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        _requests = new ApiRequests(node, users, rankEvery);
        for (var i = 0; i < connections; i++)
        {
            _connections.Add(new ApiConnection(new DnsEndPoint(node.Host, node.Port)));
            _free.Push(_connections[^1]);
        }
    }

    /// <summary>Sends for a while and waits for the last answers.</summary>
    /// <param name="rate">Requests a second.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<LoadCounts> RunAsync(int rate, int seconds, CancellationToken cancel)
    {
        var counts = _counts = new LoadCounts();
        var (time, cpu) = (TimeProvider.System, ProcessCpu.Of([Environment.ProcessId])!.Value);
        var begun = time.GetTimestamp();
        if (rate > 0)
        {
            await Task.Factory.StartNew(
                () => Send(rate, seconds, cancel), cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        else
        {
            await Task.Delay(TimeSpan.FromSeconds(seconds), time, cancel);
        }

        await counts.AllAnsweredAsync(cancel);
        counts.Took = time.GetElapsedTime(begun);
        counts.Cpu = ProcessCpu.Of([Environment.ProcessId])!.Value - cpu;
        return counts;
    }

    public void Dispose() => _connections.ForEach(connection => connection.Dispose());

    private void Send(int rate, int seconds, CancellationToken cancel)
    {
        var time = TimeProvider.System;
        var started = time.GetTimestamp();
        var ticksEach = time.TimestampFrequency / (double)rate;
        var all = (long)rate * seconds;
        while (_counts.Sent < all && !cancel.IsCancellationRequested)
        {
            var due = Math.Min(all, (long)((time.GetTimestamp() - started) / ticksEach) + 1);
            while (_counts.Sent < due)
            {
                var number = _counts.Sent++;
                Start(number, started + (long)(number * ticksEach));
            }

            ShortSleep.For(_pause);
        }
    }

    private void Start(long number, long dueAt)
    {
        ApiConnection? connection;
        lock (_gate)
        {
            if (!_free.TryPop(out connection))
            {
                _waiting.Enqueue((number, dueAt));
                return;
            }
        }

        Ask(connection, number, dueAt);
    }

    private void Ask(ApiConnection connection, long number, long dueAt)
    {
        var counts = _counts;
        connection.Ask(_requests.Of(number, connection.Buffer), status =>
        {
            counts.Add(status, TimeProvider.System.GetElapsedTime(dueAt));
            GoOn(connection);
        });
    }

    /// <summary>What waits for a connection goes out on this one.</summary>
    private void GoOn(ApiConnection connection)
    {
        (long Number, long DueAt) next;
        lock (_gate)
        {
            if (!_waiting.TryDequeue(out next))
            {
                _free.Push(connection);
                return;
            }
        }

        Ask(connection, next.Number, next.DueAt);
    }
}

/// <summary>What became of the requests. Thread-safe but for <see cref="Sent"/>, which the sender counts.</summary>
internal sealed class LoadCounts
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private long _ok;
    private long _refused;
    private long _other;

    public long Sent { get; set; }

    public long Ok => Interlocked.Read(ref _ok);

    public long Refused => Interlocked.Read(ref _refused);

    public long Other => Interlocked.Read(ref _other);

    /// <summary>From the first request to the last answer.</summary>
    public TimeSpan Took { get; set; }

    /// <summary>CPU of the sender's process meanwhile.</summary>
    public TimeSpan Cpu { get; set; }

    /// <summary>Of requests answered 200, from the moment that the clock set.</summary>
    public LatencyHistogram Latency { get; } = new();

    /// <param name="status">The answer's status; 0 where the connection broke.</param>
    /// <param name="took">Since the request was due.</param>
    public void Add(int status, TimeSpan took)
    {
        switch (status)
        {
            case (int)HttpStatusCode.OK:
                Latency.Record((long)took.TotalMicroseconds);
                Interlocked.Increment(ref _ok);
                break;
            case (int)HttpStatusCode.TooManyRequests:
                Interlocked.Increment(ref _refused);
                break;
            default:
                Interlocked.Increment(ref _other);
                break;
        }
    }

    /// <summary>Waits for what was sent; what is not answered in ten seconds counts as failed.</summary>
    public async Task AllAnsweredAsync(CancellationToken cancel)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (Ok + Refused + Other < Sent && TimeProvider.System.GetElapsedTime(begun) < _patience)
        {
            await Task.Delay(_look, TimeProvider.System, cancel);
        }

        Interlocked.Add(ref _other, Math.Max(0, Sent - Ok - Refused - Other));
    }
}
