using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Sql;
using StreamReco.StreamHost.Tasks;

namespace StreamReco.StreamHost.Hosting;

/// <summary>
/// Writes what a process without an HTTP side is busy with into the state database, every two seconds, where the nodes
/// of the group find it. Work is more important than its being seen: a database that is not there is reported once and tried again.
/// </summary>
internal sealed class TaskPublisher : IAsyncDisposable
{
    private static readonly TimeSpan _every = TimeSpan.FromSeconds(2);

    /// <summary>Nobody waits longer for a last word; silence says the same, later.</summary>
    private static readonly TimeSpan _lastWord = TimeSpan.FromSeconds(2);

    private readonly TaskBoard _board;
    private readonly SqlTaskDirectory _directory;
    private readonly string _pipeline;
    private readonly TimeProvider _time;
    private readonly Action<string>? _away;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private bool _isReady;
    private bool _isTold;

    private TaskPublisher(TaskBoard board, StreamRecoOptions options, TimeProvider time, Action<string>? away)
    {
        (_board, _pipeline, _time, _away) = (board, options.Kafka.Group, time, away);
        _directory = new SqlTaskDirectory(options.State.Connection);
        var stop = _stop.Token;
        _loop = Task.Run(() => RunAsync(stop));
    }

    /// <summary>Publishes until it is disposed of.</summary>
    /// <param name="board">What the process is busy with.</param>
    /// <param name="options">Where the state is, and of which group.</param>
    /// <param name="time">The clock.</param>
    /// <param name="away">Called once with the reason why nobody sees the tasks; null for nothing.</param>
    public static TaskPublisher Start(TaskBoard board, StreamRecoOptions options, TimeProvider time, Action<string>? away) =>
        new(board, options, time, away);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop.WaitAsync(_lastWord * 2, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(_every, _time);
        do
        {
            await PutAsync(_board.Now, stop);
        }
        while (await NextAsync(timer, stop));

        if (_isReady)
        {
            using var last = new CancellationTokenSource(_lastWord, _time);
            await PutAsync([], last.Token);
        }
    }

    private async Task PutAsync(IReadOnlyList<TaskState> tasks, CancellationToken cancel)
    {
        try
        {
            if (!_isReady)
            {
                await _directory.InitializeAsync(cancel);
                _isReady = true;
            }

            await _directory.PutAsync(_pipeline, NodeName.OfProcess.Text, _time.GetUtcNow(), tasks, cancel);
        }
        catch (OperationCanceledException)
        {
            // The process is done, or has waited long enough.
        }
        catch (StoreUnavailableException e)
        {
            if (!_isTold)
            {
                _away?.Invoke(e.Message);
            }

            _isTold = true;
        }
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
