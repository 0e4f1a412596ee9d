namespace StreamReco.StreamHost.Figures;

/// <summary>The figures of the last quarter of an hour, second by second; who waits for the next ones is told. Thread-safe.</summary>
internal sealed class FigureHistory
{
    /// <summary>Seconds that are kept: what an operator looks back on before reaching for a metrics store.</summary>
    public const int SecondsMax = 900;

    private readonly Lock _lock = new();
    private readonly Queue<NodeFigures> _kept = new();
    private TaskCompletionSource<NodeFigures> _next = NewSource();
    private volatile NodeFigures? _latest;

    /// <summary>The newest figures; null before the first second.</summary>
    public NodeFigures? Latest => _latest;

    /// <summary>Ends with the next figures.</summary>
    public Task<NodeFigures> Next
    {
        get
        {
            lock (_lock)
            {
                return _next.Task;
            }
        }
    }

    /// <summary>All that is kept, oldest first.</summary>
    public IReadOnlyList<NodeFigures> All()
    {
        lock (_lock)
        {
            return [.. _kept];
        }
    }

    public void Add(NodeFigures figures)
    {
        TaskCompletionSource<NodeFigures> told;
        lock (_lock)
        {
            _kept.Enqueue(figures);
            if (_kept.Count > SecondsMax)
            {
                _kept.Dequeue();
            }

            (told, _next) = (_next, NewSource());
            _latest = figures;
        }

        told.SetResult(figures);
    }

    private static TaskCompletionSource<NodeFigures> NewSource() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}
