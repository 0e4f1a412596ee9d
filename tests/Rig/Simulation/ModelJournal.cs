using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Cluster.Control;

namespace StreamReco.Rig.Simulation;

/// <summary>The journal of the control plane as the state database keeps it: a number is written once.</summary>
internal sealed class ModelJournal
{
    private readonly List<IControlEvent> _events = [];

    public bool IsAway { get; set; }

    /// <summary>What was written, the first under number 1.</summary>
    public IReadOnlyList<IControlEvent> Events => _events;

    public Task<IControlEvent[]> ReadAsync() => IsAway ? Away<IControlEvent[]>() : Task.FromResult(_events.ToArray());

    /// <summary>Writes an event; refuses a number that somebody has written.</summary>
    public Task<bool> AppendAsync(long number, IControlEvent change)
    {
        if (IsAway)
        {
            return Away<bool>();
        }

        if (number != _events.Count + 1)
        {
            return Task.FromException<bool>(new InvalidOperationException($"Event {number} of the control plane is there."));
        }

        _events.Add(change);
        return Task.FromResult(true);
    }

    private static Task<T> Away<T>() =>
        Task.FromException<T>(new StoreUnavailableException("The database is away.", new IOException("Injected.")));
}
