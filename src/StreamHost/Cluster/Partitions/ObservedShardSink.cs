using StreamReco.Stages.Ports;

namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>
/// A sink that keeps the newest of what it committed, counts why records were rejected, and says how long a commit has been under way, for
/// people to look at.
/// </summary>
internal sealed class ObservedShardSink(IShardSink inner, RecentRecords recent, RejectedRules? rules, CommitWatch watch) : IShardSink
{
    public Task<long?> OpenAsync(CancellationToken cancel) => inner.OpenAsync(cancel);

    public async Task CommitAsync(CommitUnit unit, CancellationToken cancel)
    {
        watch.Begin();
        try
        {
            await inner.CommitAsync(unit, cancel);
        }
        finally
        {
            watch.End();
        }

        recent.Add(unit.Records);
        rules?.Add(unit.Records);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
