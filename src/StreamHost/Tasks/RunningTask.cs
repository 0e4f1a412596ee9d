namespace StreamReco.StreamHost.Tasks;

/// <summary>
/// A task on the board. What is left is worked out from the rate since the step's first report, so that work which was
/// done before (a training that is taken up again) makes no rate. Thread-safe.
/// </summary>
internal sealed class RunningTask : IDisposable
{
    private readonly TaskBoard _board;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private TaskState _state;
    private string? _step;
    private double _firstDone;
    private long _firstAt;

    public RunningTask(TaskBoard board, TimeProvider time, string kind, string of, string unit, double total)
    {
        (_board, _time) = (board, time);
        _state = new TaskState(kind, of, "", 0, total, unit, null, time.GetUtcNow());
    }

    /// <summary>Where it stands, with what is left as of now.</summary>
    public TaskState State
    {
        get
        {
            lock (_gate)
            {
                return _state with { EtaSeconds = Eta() };
            }
        }
    }

    /// <summary>Says where the work stands.</summary>
    /// <param name="done">Work done.</param>
    /// <param name="total">Work in all, 0 while nobody knows.</param>
    /// <param name="step">The step; another one begins a rate of its own.</param>
    /// <param name="detail">Words for people.</param>
    public void Update(double done, double total, string step = "", string detail = "")
    {
        lock (_gate)
        {
            if (_step != step)
            {
                (_step, _firstDone, _firstAt) = (step, done, _time.GetTimestamp());
            }

            _state = _state with { Done = done, Total = total, Detail = detail.Length > 0 ? detail : step };
        }
    }

    public void Dispose() => _board.End(this);

    private double? Eta()
    {
        var (more, seconds) = (_state.Done - _firstDone, _step is null ? 0 : _time.GetElapsedTime(_firstAt).TotalSeconds);
        return more > 0 && seconds > 0 && _state.Total > 0
            ? Math.Round(Math.Max(0, _state.Total - _state.Done) * seconds / more, 1) : null;
    }
}
