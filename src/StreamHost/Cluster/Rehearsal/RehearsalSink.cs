using StreamReco.Stages.Ports;

namespace StreamReco.StreamHost.Cluster.Rehearsal;

/// <summary>Takes the answers of a rehearsal and sends them nowhere.</summary>
/// <param name="clicks">The offset that ends the rehearsal.</param>
/// <param name="onAll">Called when everything is committed.</param>
internal sealed class RehearsalSink(long clicks, Action onAll) : IShardSink
{
    public Task<long?> OpenAsync(CancellationToken cancel) => Task.FromResult<long?>(null);

    public Task CommitAsync(CommitUnit unit, CancellationToken cancel)
    {
        if (unit.NextOffset >= clicks)
        {
            onAll();
        }

        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
