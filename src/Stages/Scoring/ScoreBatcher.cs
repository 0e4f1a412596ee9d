using System.Threading.Channels;
using StreamReco.Models.Scoring;
using StreamReco.Stages.Serving;

namespace StreamReco.Stages.Scoring;

/// <summary>
/// The one dynamic batcher in front of a graph: gathers users over all shards and scores them in one call.
/// </summary>
/// <remarks>
/// While nothing came during the last call, the machine keeps up: what is there is scored at once. Else a batch is
/// gathered until it has enough or its first user has waited <see cref="ScoreOptions.BatchWaitMsMax"/>: fuller batches cost
/// less a user, which counts when there is much to do (decisions 0120 and 0193). A question that finds nothing to do is scored on the
/// thread of who asks: two hand-overs between threads take longer than the call (decision 0184).
/// </remarks>
/// <typeparam name="TRequest">A user's row of the batch.</typeparam>
public sealed class ScoreBatcher<TRequest> : IScoring<TRequest>, IBatcherCounts, IAsyncDisposable
{
    /// <summary>Users for whom a call on the CPU costs each within three parts in a hundred of what it costs in the largest.</summary>
    private const int EnoughOnCpu = 8;

    private readonly Channel<Entry> _queue;
    private readonly IBatchScorer<TRequest> _scorer;
    private readonly ScoreOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<TimeSpan>? _onScored;
    private readonly int _size;
    private readonly int _enough;
    private readonly QuietGate _gate = new();
    private readonly Task _loop;
    private long _batches;
    private long _scored;
    private long _jobs;
    private bool _isBusy; // of the loop alone
    private bool _isClosed; // inside the gate

    /// <param name="scorer">The graph; the batcher owns it from here on.</param>
    /// <param name="options">Sizes and waits.</param>
    /// <param name="time">The clock of the wait.</param>
    /// <param name="onScored">Takes in how long each call took; null for none.</param>
    public ScoreBatcher(
        IBatchScorer<TRequest> scorer, ScoreOptions options, TimeProvider time, Action<TimeSpan>? onScored = null)
    {
        _scorer = scorer;
        _options = options;
        _time = time;
        _onScored = onScored;
        _size = Math.Min(options.BatchSizeMax, scorer.BatchSizeMax);
        _enough = scorer.Provider == "cpu" ? Math.Min(EnoughOnCpu, _size) : _size;
        _queue = Channel.CreateBounded<Entry>(new BoundedChannelOptions(options.QueueUsersMax) { SingleReader = true });
        _loop = Task.Run(RunAsync);
    }

    /// <inheritdoc/>
    public string Provider => _scorer.Provider;

    /// <inheritdoc/>
    public int Waiting => _queue.Reader.Count;

    /// <inheritdoc/>
    public int Capacity => _options.QueueUsersMax;

    /// <inheritdoc/>
    public long Batches => Interlocked.Read(ref _batches);

    /// <inheritdoc/>
    public long Scored => Interlocked.Read(ref _scored);

    /// <inheritdoc/>
    public async Task ScoreAsync(IReadOnlyList<TRequest> requests, CancellationToken cancel)
    {
        if (requests.Count == 0)
        {
            return;
        }

        var job = new ScoreJob(requests.Count);
        Interlocked.Increment(ref _jobs);
        for (var i = 0; i < requests.Count; i++)
        {
            var entry = new Entry(requests[i], job);
            if (!_queue.Writer.TryWrite(entry))
            {
                await _queue.Writer.WriteAsync(entry, cancel);
            }
        }

        await job.Done.WaitAsync(cancel);
    }

    /// <inheritdoc/>
    public Task ScoreHereAsync(IReadOnlyList<TRequest> requests, CancellationToken cancel)
    {
        if (requests.Count is 0 || requests.Count > _size || Waiting > 0 || !_gate.TryEnter())
        {
            return ScoreAsync(requests, cancel);
        }

        try
        {
            return _isClosed ? ScoreAsync(requests, cancel)
                : Call(requests) is { } failure ? Task.FromException(failure)
                : Task.CompletedTask;
        }
        finally
        {
            _gate.Exit();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
        Close();
    }

    private void Close()
    {
        _gate.Enter();
        _isClosed = true;
        _scorer.Dispose();
        _gate.Exit();
    }

    private async Task RunAsync()
    {
        var entries = new List<Entry>(_options.BatchSizeMax);
        var requests = new List<TRequest>(_options.BatchSizeMax);
        while (await _queue.Reader.WaitToReadAsync())
        {
            await FillAsync(entries);
            requests.Clear();
            foreach (var entry in entries)
            {
                requests.Add(entry.Request);
            }

            ScoreBatch(entries, requests);
            entries.Clear();
        }
    }

    private async Task FillAsync(List<Entry> entries)
    {
        Take(entries);
        if (entries.Count >= _enough || _options.BatchWaitMsMax == 0 || (!_isBusy && HoldsWholeJobs(entries)))
        {
            return;
        }

        using var window = new CancellationTokenSource(TimeSpan.FromMilliseconds(_options.BatchWaitMsMax), _time);
        try
        {
            while (entries.Count < _enough && await _queue.Reader.WaitToReadAsync(window.Token))
            {
                Take(entries);
                if (!_isBusy && HoldsWholeJobs(entries))
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (window.IsCancellationRequested)
        {
            // The first user has waited long enough.
        }
    }

    private void Take(List<Entry> entries)
    {
        while (entries.Count < _size && _queue.Reader.TryRead(out var entry))
        {
            entries.Add(entry);
            entry.Job.Taken++;
        }
    }

    /// <summary>Whether nothing of what the jobs at hand ask is still on its way into the queue.</summary>
    private static bool HoldsWholeJobs(List<Entry> entries)
    {
        foreach (var entry in entries)
        {
            if (entry.Job.Taken < entry.Job.Requests)
            {
                return false;
            }
        }

        return true;
    }

    private void ScoreBatch(List<Entry> entries, List<TRequest> requests)
    {
        var jobs = Interlocked.Read(ref _jobs);
        _gate.Enter();
        var failure = Call(requests);
        _gate.Exit();
        _isBusy = Interlocked.Read(ref _jobs) != jobs && Waiting > 0;
        foreach (var entry in entries)
        {
            entry.Job.CountDown(failure);
        }
    }

    /// <summary>A call of the graph, inside the gate.</summary>
    /// <returns>What went wrong; null for nothing.</returns>
    private Exception? Call(IReadOnlyList<TRequest> requests)
    {
        var begun = _time.GetTimestamp();
        Interlocked.Increment(ref _batches);
        Interlocked.Add(ref _scored, requests.Count);
        try
        {
            _scorer.Score(requests);
            _onScored?.Invoke(_time.GetElapsedTime(begun));
            return null;
        }
#pragma warning disable CA1031 // The graph serves every shard; each waiting job learns what went wrong and decides.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return e;
        }
    }

    private readonly record struct Entry(TRequest Request, ScoreJob Job);

    /// <summary>The requests of one micro-batch, which may be scored in several calls.</summary>
    private sealed class ScoreJob(int requests)
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _left = requests;

        public Task Done => _done.Task;

        /// <summary>How many there are.</summary>
        public int Requests { get; } = requests;

        /// <summary>How many the loop has taken out of the queue.</summary>
        public int Taken { get; set; }

        public void CountDown(Exception? failure)
        {
            if (failure is not null)
            {
                _done.TrySetException(failure);
            }

            if (Interlocked.Decrement(ref _left) == 0)
            {
                _done.TrySetResult();
            }
        }
    }
}
