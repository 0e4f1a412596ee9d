namespace StreamReco.StreamHost.Terminal;

/// <summary>
/// An <see cref="IProgress{T}"/> that calls back on the reporter's own thread, so that nothing comes late.
/// </summary>
internal sealed class DirectProgress<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
