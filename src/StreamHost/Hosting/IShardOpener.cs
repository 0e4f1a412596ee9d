using StreamReco.Stages.Ports;

namespace StreamReco.StreamHost.Hosting;

/// <summary>Brings what a node does with a partition to life.</summary>
public interface IShardOpener
{
    /// <param name="shard">The shard.</param>
    /// <param name="sink">Its sink; owned by the opened shard from here on.</param>
    /// <param name="logStart">Reads the oldest offset that the topic still holds.</param>
    /// <param name="stop">Abandons the shard.</param>
    Task<OpenShard> OpenAsync(ShardId shard, IShardSink sink, Func<long> logStart, CancellationToken stop);
}
