namespace StreamReco.StreamHost.Feeds;

/// <summary>The newest of something that is replaced now and then, for any number of readers. Thread-safe.</summary>
/// <typeparam name="T">What it is; immutable.</typeparam>
internal sealed class LatestFeed<T>
    where T : class
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<T> _next = NewSource();
    private volatile T? _latest;

    /// <summary>The newest; null before the first.</summary>
    public T? Latest => _latest;

    /// <summary>Ends with the newest as soon as that is another than the reader has: at once, or with the next.</summary>
    /// <param name="seen">What the reader has; null for none.</param>
    public Task<T> After(T? seen)
    {
        lock (_lock)
        {
            return _latest is { } latest && !ReferenceEquals(latest, seen) ? Task.FromResult(latest) : _next.Task;
        }
    }

    public void Set(T latest)
    {
        TaskCompletionSource<T> waiting;
        lock (_lock)
        {
            (waiting, _next) = (_next, NewSource());
            _latest = latest;
        }

        waiting.SetResult(latest);
    }

    private static TaskCompletionSource<T> NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
