using System.Globalization;
using Akka.Cluster.Sharding;

namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>A Kafka partition is one shard with one entity: both are named by its number.</summary>
internal sealed class PartitionExtractor : IMessageExtractor
{
    public string? EntityId(object message) => message is IPartitionMessage to ? Name(to.Partition) : null;

    public object EntityMessage(object message) => message;

    public string? ShardId(object message) => EntityId(message);

    public string ShardId(string entityId, object? messageHint = null) => entityId;

    private static string Name(int partition) => partition.ToString(CultureInfo.InvariantCulture);
}
