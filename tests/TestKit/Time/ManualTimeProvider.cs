namespace StreamReco.TestKit.Time;

/// <summary>
/// A clock that stands still until it is told to move. Timers fire inside <see cref="Advance"/>, in the order of their
/// due times, each with the clock at its due time. Thread-safe.
/// </summary>
public sealed class ManualTimeProvider(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _armed = [];
    private readonly List<(int Timers, TaskCompletionSource Reached)> _waits = [];
    private DateTimeOffset _now = start;

    /// <summary>A clock at an arbitrary fixed moment.</summary>
    public ManualTimeProvider()
        : this(new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero))
    {
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Unix milliseconds of now.</summary>
    public long NowMs => GetUtcNow().ToUnixTimeMilliseconds();

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <inheritdoc cref="Advance"/>
    public void AdvanceMs(double milliseconds) => Advance(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>Moves the clock and fires what falls due on the way, on this thread.</summary>
    public void Advance(TimeSpan by)
    {
        var until = GetUtcNow() + by;
        while (TakeDue(until) is { } due)
        {
            due.Fire();
        }
    }

    /// <summary>Completes when at least so many timers are armed: the barrier behind which advancing wakes them.</summary>
    public Task WaitForTimersAsync(int timers)
    {
        lock (_lock)
        {
            if (_armed.Count >= timers)
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waits.Add((timers, reached));
            return reached.Task;
        }
    }

    internal void Arm(ManualTimer timer, TimeSpan dueTime)
    {
        lock (_lock)
        {
            _armed.Remove(timer);
            if (dueTime < TimeSpan.Zero)
            {
                return;
            }

            timer.DueAt = _now + dueTime;
            _armed.Add(timer);
            foreach (var (_, reached) in _waits.Where(wait => wait.Timers <= _armed.Count))
            {
                reached.TrySetResult();
            }

            _waits.RemoveAll(wait => wait.Timers <= _armed.Count);
        }
    }

    private ManualTimer? TakeDue(DateTimeOffset until)
    {
        lock (_lock)
        {
            var next = _armed.Where(timer => timer.DueAt <= until).MinBy(timer => timer.DueAt);
            if (next is null)
            {
                _now = until;
                return null;
            }

            _now = next.DueAt > _now ? next.DueAt : _now;
            _armed.Remove(next);
            return next;
        }
    }
}
