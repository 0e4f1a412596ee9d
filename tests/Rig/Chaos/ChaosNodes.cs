using System.Collections.Concurrent;
using StreamReco.TestKit.Servers;

namespace StreamReco.Rig.Chaos;

/// <summary>
/// The nodes under test, each under a supervisor as in production: one that ended by itself is started again. That it
/// ended while it was at work is reported, because no fault of a broker or database may end a node; at its start it may
/// find nothing to connect to. A node that slept until the others took it down ends by itself, and is counted.
/// </summary>
/// <param name="start">Starts a node by its number.</param>
/// <param name="time">Paces the looks at the processes.</param>
internal sealed class ChaosNodes(Func<int, HostProcess> start, TimeProvider time) : IAsyncDisposable
{
    private const string AtWork = "partitions assigned";
    private const string EndOfDowned = "was downed";
    private const int LogLinesPerMinuteMax = 120;

    private const int ExitOfWrongUsage = 2;

    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _drain = TimeSpan.FromSeconds(120);

    private sealed record Running(HostProcess Host, long Since);

    private readonly Dictionary<int, Running> _running = [];
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _logs = new();
    private readonly ConcurrentQueue<string> _problems = new();
    private Task _watch = Task.CompletedTask;
    private int _startsRepeated;
    private int _downed;
    private volatile string? _unfit;

    /// <summary>What nodes did that none may do.</summary>
    public IReadOnlyCollection<string> Problems => _problems;

    /// <summary>Everything that ended nodes wrote.</summary>
    public IReadOnlyCollection<string> Logs => _logs;

    /// <summary>How often a node found no broker or no database at its start and was started again.</summary>
    public int StartsRepeated => _startsRepeated;

    /// <summary>How often a node ended because the others had gone on without it, as one does that slept too long.</summary>
    public int Downed => _downed;

    /// <exception cref="InvalidOperationException">A node refuses its settings: there is nothing to see here.</exception>
    public void ThrowIfUnfit()
    {
        if (_unfit is { } why)
        {
            throw new InvalidOperationException(why);
        }
    }

    public void Watch() => _watch = Task.Run(WatchAsync);

    public void Start(int node)
    {
        lock (_gate)
        {
            _running[node] = new Running(start(node), time.GetTimestamp());
        }
    }

    /// <summary>What a running node wrote so far; empty where it does not run.</summary>
    public string LogOf(int node)
    {
        lock (_gate)
        {
            return _running.TryGetValue(node, out var running) ? running.Host.Error : "";
        }
    }

    public async Task KillAsync(int node)
    {
        if (Take(node) is { } running)
        {
            await running.Host.KillAsync();
            Close(node, running);
        }
    }

    public void Pause(int node) => With(node, host => host.Pause());

    public void Resume(int node) => With(node, host => host.Resume());

    /// <summary>SIGTERM, and waits for its end. What it could not commit its successor repeats: both exit codes are right.</summary>
    public async Task DrainAsync(int node)
    {
        if (Take(node) is { } running)
        {
            if (!running.Host.HasExited)
            {
                running.Host.Terminate();
            }

            await EndAsync(node, running, "SIGTERM");
        }
    }

    /// <summary>A node is asked to end in another way than by a signal; waits for its end.</summary>
    /// <param name="node">The node.</param>
    /// <param name="ask">
    /// Asks, and is told by its argument whether the node has ended by itself, as one that was downed does; says whether it
    /// did ask. The node is not started again meanwhile.
    /// </param>
    /// <param name="what">What asks, for a message.</param>
    public async Task EndAsync(int node, Func<Func<bool>, Task<bool>> ask, string what)
    {
        if (Take(node) is { } running)
        {
            if (await ask(() => running.Host.HasExited))
            {
                await EndAsync(node, running, what);
                return;
            }

            lock (_gate)
            {
                TellEnd(node, running);
            }

            Close(node, running);
        }
    }

    /// <summary>Drains all nodes; no node is started again from here on.</summary>
    public async Task EndAsync()
    {
        await _stop.CancelAsync();
        await _watch;
        await Task.WhenAll(_running.Keys.ToList().Select(DrainAsync));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watch;
        foreach (var node in _running.Keys.ToList())
        {
            await KillAsync(node);
        }

        _stop.Dispose();
    }

    private async Task EndAsync(int node, Running running, string after)
    {
        try
        {
            await running.Host.EndAsync(_drain);
        }
        catch (TimeoutException)
        {
            _problems.Enqueue($"node {node} did not end within {_drain.TotalSeconds} s of {after}");
            await running.Host.KillAsync();
        }

        Close(node, running);
    }

    private async Task WatchAsync()
    {
        using var looks = new PeriodicTimer(_look, time);
        while (!_stop.IsCancellationRequested)
        {
            lock (_gate)
            {
                foreach (var (node, running) in _running.Where(one => one.Value.Host.HasExited).ToList())
                {
                    TellEnd(node, running);
                    Close(node, running);
                    _running[node] = new Running(start(node), time.GetTimestamp());
                }
            }

            await looks.WaitForNextTickAsync();
        }
    }

    private void TellEnd(int node, Running running)
    {
        var last = running.Host.Error.TrimEnd().Split('\n')[^1];
        if (last.Contains(EndOfDowned, StringComparison.Ordinal))
        {
            _downed++;
        }
        else if (running.Host.Error.Contains(AtWork, StringComparison.Ordinal))
        {
            _problems.Enqueue($"node {node} ended by itself while it was at work: {last}");
        }
        else
        {
            _startsRepeated++;
            _unfit ??= running.Host.ExitCode == ExitOfWrongUsage ? running.Host.Error : null;
        }
    }

    private Running? Take(int node)
    {
        lock (_gate)
        {
            return _running.Remove(node, out var running) ? running : null;
        }
    }

    private void With(int node, Action<HostProcess> act)
    {
        lock (_gate)
        {
            if (_running.TryGetValue(node, out var running) && !running.Host.HasExited)
            {
                act(running.Host);
            }
        }
    }

    private void Close(int node, Running running)
    {
        var log = running.Host.Error;
        var minutes = Math.Max(1, time.GetElapsedTime(running.Since).TotalMinutes);
        var lines = log.Count(c => c == '\n');
        if (lines > LogLinesPerMinuteMax * minutes)
        {
            _problems.Enqueue($"node {node} wrote {lines} lines in {minutes:F1} minutes");
        }

        _logs.Enqueue($"=== node {node} ===\n{log}");
        running.Host.Dispose();
    }
}
