namespace StreamReco.Stages.Serving;

/// <summary>Objects for reuse, made when none is free. Thread-safe.</summary>
/// <param name="make">Makes one.</param>
public sealed class SharedPool<T>(Func<T> make)
{
    private readonly Stack<T> _free = new();
    private readonly Lock _lock = new();

    public T Rent()
    {
        lock (_lock)
        {
            if (_free.TryPop(out var found))
            {
                return found;
            }
        }

        return make();
    }

    public void Return(T used)
    {
        lock (_lock)
        {
            _free.Push(used);
        }
    }
}
