using StreamReco.Stages.Ports;

namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>Opens partitions with a sink of their own.</summary>
internal static class SinkOwner
{
    /// <summary>Makes a sink and opens a partition with it, both on threads that may block.</summary>
    /// <param name="make">Makes the sink.</param>
    /// <param name="open">Opens the partition, which owns the sink from then on; if it fails, the sink is disposed.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task<OpenPartition> OpenAsync<TSink>(
        Func<TSink> make, Func<TSink, Task<OpenPartition>> open, CancellationToken stop)
        where TSink : IShardSink
    {
        var sink = await Task.Run(make, stop);
        try
        {
            return await Task.Run(() => open(sink), stop);
        }
        catch
        {
            await sink.DisposeAsync();
            throw;
        }
    }
}
