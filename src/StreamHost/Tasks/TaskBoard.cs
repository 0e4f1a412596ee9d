namespace StreamReco.StreamHost.Tasks;

/// <summary>What this process is busy with. Thread-safe.</summary>
/// <param name="time">Measures how long it takes.</param>
internal sealed class TaskBoard(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<RunningTask> _running = [];

    /// <summary>Everything that is under way, by when it began.</summary>
    public IReadOnlyList<TaskState> Now
    {
        get
        {
            lock (_gate)
            {
                return [.. _running.Select(task => task.State)];
            }
        }
    }

    /// <summary>Puts a task on the board; it leaves when it is disposed of.</summary>
    /// <param name="kind">What is done.</param>
    /// <param name="of">What it is about.</param>
    /// <param name="unit">The unit of its progress.</param>
    /// <param name="total">Work in all, 0 while nobody knows.</param>
    public RunningTask Begin(string kind, string of, string unit, double total = 0)
    {
        var task = new RunningTask(this, time, kind, of, unit, total);
        lock (_gate)
        {
            _running.Add(task);
        }

        return task;
    }

    /// <summary>The task is over.</summary>
    public void End(RunningTask task)
    {
        lock (_gate)
        {
            _running.Remove(task);
        }
    }
}
