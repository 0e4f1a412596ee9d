using StreamReco.Stages.Shards;
using StreamReco.Stages.Streams;

namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>Where the records of a shard come from.</summary>
/// <param name="Reach">Asks the brokers what the log holds.</param>
/// <param name="FoldFrom">Where the fold begins without a snapshot: 0, or the start of a replayed span.</param>
/// <param name="SourceAt">Makes a source that begins at an offset.</param>
internal sealed record ShardLog(Func<LogReach> Reach, long FoldFrom, Func<long, PartitionSource> SourceAt);
