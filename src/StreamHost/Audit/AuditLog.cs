using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Audit;

/// <summary>
/// Writes the audit trail of a node behind the requests: what waits while one batch is written is the next batch. Bounded: beyond
/// <c>Audit:QueueMax</c> entries are lost, which is counted, logged, said in health, and written down as a record of its own once
/// that is possible. Thread-safe.
/// </summary>
internal sealed partial class AuditLog : IAsyncDisposable
{
    private const int BatchMax = 500;

    private static readonly TimeSpan _retryMin = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan _retryMax = TimeSpan.FromSeconds(5);

    /// <summary>How long a node that ends waits for what is not written yet.</summary>
    private static readonly TimeSpan _endPatience = TimeSpan.FromSeconds(3);

    private readonly IAuditTrail _trail;
    private readonly string _group;
    private readonly AuditOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly Channel<Waiting> _queue;
    private readonly RepeatedRequests _repeated;
    private readonly Lock _repeatedLock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer _ends;
    private readonly Task _loop;
    private volatile string? _away;
    private TaskCompletionSource _fails = Signal();
    private long _written;
    private long _lost;
    private long _lostNoted;

    /// <param name="trail">Where records go.</param>
    /// <param name="group">The group whose trail it is.</param>
    /// <param name="options">The bounds.</param>
    /// <param name="logger">Where failures are reported.</param>
    /// <param name="time">The clock.</param>
    public AuditLog(IAuditTrail trail, string group, AuditOptions options, ILogger logger, TimeProvider time)
    {
        (_trail, _group, _options, _logger, _time) = (trail, group, options, logger, time);
        _queue = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(options.QueueMax) { SingleReader = true });
        var stretch = TimeSpan.FromMilliseconds(options.RepeatsMs);
        _repeated = new RepeatedRequests(stretch);
        _ends = time.CreateTimer(_ => EndRepeated(time.GetUtcNow()), null, stretch, stretch);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Where records go.</summary>
    public IAuditTrail Trail => _trail;

    /// <summary>Whether what is read of a person must be recorded before it is handed out.</summary>
    public bool IsRequired => _options.Required;

    /// <summary>Records written since the process began.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>Entries that were not written, and never will be.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Why the trail cannot be written; null while it can.</summary>
    public string? Away => _away;

    /// <summary>What people should know of the trail, a sentence each.</summary>
    public IEnumerable<string> Notes()
    {
        if (_away is { } why)
        {
            yield return $"The audit trail cannot be written: {why}" + (IsRequired
                ? " Reads of persons are refused (Audit:Required is true)." : "");
        }

        if (Lost > 0)
        {
            yield return $"{Lost:N0} records of the audit trail were lost: more than Audit:QueueMax ({_options.QueueMax}) waited.";
        }
    }

    /// <summary>Takes an entry; it is written in a moment. Never waits.</summary>
    public void Add(AuditEntry entry)
    {
        if (!_queue.Writer.TryWrite(new Waiting(entry, null)) && Interlocked.Increment(ref _lost) == 1)
        {
            LogLost(_logger, _options.QueueMax);
        }
    }

    /// <summary>Takes an entry of a kind that comes again and again: equal ones of a minute are one record.</summary>
    public void AddRepeated(AuditEntry entry)
    {
        AuditEntry? first;
        lock (_repeatedLock)
        {
            first = _repeated.Take(entry);
        }

        if (first is not null)
        {
            Add(first);
        }
    }

    /// <summary>Writes an entry and waits until it stands, at most for <c>Audit:WaitMs</c>.</summary>
    /// <returns>False where it does not: then it is not written later either, unless the answer of the database was lost.</returns>
    public async Task<bool> WriteAsync(AuditEntry entry, CancellationToken cancel)
    {
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var fails = Volatile.Read(ref _fails); // Before the look at _away: a failure after it ends the wait.
        if (_away is not null || !_queue.Writer.TryWrite(new Waiting(entry, done)))
        {
            return false;
        }

        try
        {
            await Task.WhenAny(done.Task, fails.Task).WaitAsync(TimeSpan.FromMilliseconds(_options.WaitMs), _time, cancel);
        }
        catch (TimeoutException)
        {
            // Answered below.
        }

        done.TrySetResult(false);
        return await done.Task;
    }

    /// <summary>Writes what is left, for some seconds at most.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ends.DisposeAsync();
        EndRepeated(null);
        _queue.Writer.TryComplete();
        using var patience = new CancellationTokenSource(_away is null ? _endPatience : _retryMin, _time);
        await using var end = patience.Token.Register(_stop.Cancel);
        await _loop;
        _stop.Dispose();
    }

    private void EndRepeated(DateTimeOffset? now)
    {
        IReadOnlyList<AuditEntry> counted;
        lock (_repeatedLock)
        {
            counted = _repeated.End(now);
        }

        foreach (var entry in counted)
        {
            Add(entry);
        }
    }

    private async Task RunAsync()
    {
        List<Waiting> batch = [];
        while (await _queue.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < BatchMax && _queue.Reader.TryRead(out var next))
            {
                batch.Add(next);
            }

            AddLost(batch);
            await WriteAsync(batch);
        }
    }

    /// <summary>Entries that were lost have a record that says how many.</summary>
    private void AddLost(List<Waiting> batch)
    {
        var lost = Lost;
        if (lost > _lostNoted)
        {
            batch.Add(new Waiting(
                new AuditEntry(
                    AuditEntry.NewId(), _time.GetUtcNow(), batch[0].Entry.Node, "local", "", "", "audit",
                    $"{lost - _lostNoted} records were lost", null, "lost"),
                null));
            _lostNoted = lost;
        }
    }

    /// <summary>Tries until the batch stands. Who waits for an entry is answered after the first failure, and the entry taken out.</summary>
    private async Task WriteAsync(List<Waiting> batch)
    {
        for (var wait = _retryMin; ; wait = wait * 2 < _retryMax ? wait * 2 : _retryMax)
        {
            batch.RemoveAll(one => one.Done is { Task.IsCompleted: true }); // Its caller has given up.
            if (batch.Count == 0)
            {
                return;
            }

            try
            {
                var head = await _trail.AppendAsync(_group, [.. batch.Select(one => one.Entry)], _stop.Token);
                Stand(batch, head);
                return;
            }
            catch (Exception e) when (!_stop.IsCancellationRequested)
            {
                if (_away is null)
                {
                    LogAway(_logger, e.Message);
                }

                _away = e.Message;
                batch.ForEach(one => one.Done?.TrySetResult(false));
                Interlocked.Exchange(ref _fails, Signal()).TrySetResult(); // Who waits for a later batch need not wait for this one.
            }
            catch (Exception e)
            {
                GiveUp(batch, e.Message);
                return;
            }

            await Task.Delay(wait, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Stand(List<Waiting> batch, AuditHead head)
    {
        if (_away is not null || Written == 0)
        {
            LogWrites(_logger, _group, head.Seq, head.Hash);
        }

        _away = null;
        Interlocked.Add(ref _written, batch.Count);
        batch.ForEach(one => one.Done?.TrySetResult(true));
    }

    private void GiveUp(List<Waiting> batch, string why)
    {
        batch.ForEach(one => one.Done?.TrySetResult(false));
        Interlocked.Add(ref _lost, batch.Count);
        LogGivenUp(_logger, batch.Count, why);
    }

    [LoggerMessage(160, LogLevel.Error, "audit trail cannot be written, tried again until it can: {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);

    [LoggerMessage(161, LogLevel.Information, "audit trail of group {Group} is written: {Records} records, the last one {Hash}")]
    private static partial void LogWrites(ILogger logger, string group, long records, string hash);

    [LoggerMessage(162, LogLevel.Error, "more than {Max} records wait for the audit trail: further ones are lost and counted")]
    private static partial void LogLost(ILogger logger, int max);

    [LoggerMessage(163, LogLevel.Error, "{Count} records of the audit trail were not written before the end: {Reason}")]
    private static partial void LogGivenUp(ILogger logger, int count, string reason);

    /// <summary>An entry in the queue.</summary>
    /// <param name="Entry">The entry.</param>
    /// <param name="Done">Set once it stands, or will not; null where nobody waits.</param>
    private sealed record Waiting(AuditEntry Entry, TaskCompletionSource<bool>? Done);
}
