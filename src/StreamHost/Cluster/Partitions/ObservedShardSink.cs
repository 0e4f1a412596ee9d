using StreamReco.Stages.Ports;

namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>A sink that keeps the newest of what it committed, and counts why records were rejected, for people to look at.</summary>
internal sealed class ObservedShardSink(IShardSink inner, RecentRecords recent, RejectedRules? rules) : IShardSink
{
    public Task<long?> OpenAsync(CancellationToken cancel) => inner.OpenAsync(cancel);

    public async Task CommitAsync(CommitUnit unit, CancellationToken cancel)
    {
        await inner.CommitAsync(unit, cancel);
        recent.Add(unit.Records);
        rules?.Add(unit.Records);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
