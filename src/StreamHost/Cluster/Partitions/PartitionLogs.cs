using StreamReco.Stages.Streams;
using StreamReco.StreamHost.Kafka.Consuming;

namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>Partitions of the clicks topic as logs of shards.</summary>
/// <param name="group">Makes the clients.</param>
/// <param name="batchRecordsMax">Records of a micro-batch.</param>
/// <param name="time">The clock of the sources.</param>
/// <param name="quietEvery">See <see cref="PartitionSource.QuietEvery"/>; zero for spans that end.</param>
internal sealed class PartitionLogs(GroupClient group, int batchRecordsMax, TimeProvider time, TimeSpan quietEvery = default)
{
    /// <summary>The log of a partition.</summary>
    /// <param name="partition">The partition, from 0.</param>
    /// <param name="foldFrom">Where the fold begins without a snapshot.</param>
    /// <param name="until">The offset to end before; <see cref="long.MaxValue"/> for no end.</param>
    public ShardLog Of(int partition, long foldFrom = 0, long until = long.MaxValue)
    {
        var part = group.PartitionOf(partition);
        return new ShardLog(() => group.Reach(part), foldFrom, from => new PartitionSource(
            () => group.NewReader(part, from, until),
            $"partition {partition}", from, batchRecordsMax, time)
        {
            QuietEvery = quietEvery,
        });
    }
}
