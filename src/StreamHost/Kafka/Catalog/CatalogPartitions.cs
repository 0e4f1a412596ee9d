using Confluent.Kafka;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Catalog;

/// <summary>
/// Assigns every partition of the catalog topic to a consumer, from its start, as they come into being.
/// </summary>
internal sealed class CatalogPartitions(IConsumer<byte[]?, byte[]?> consumer, KafkaOptions options)
{
    private readonly HashSet<Partition> _assigned = [];

    /// <summary>Assigns partitions that are not assigned yet.</summary>
    /// <returns>False when the topic is missing.</returns>
    /// <exception cref="KafkaException">
    /// The broker does not answer in time, or refuses to describe the topic.
    /// </exception>
    public bool Discover(TimeSpan timeout)
    {
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var topic = admin.GetMetadata(options.Catalog, timeout).Topics[0];
        if (topic.Error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic)
        {
            return false;
        }

        if (topic.Error.IsError)
        {
            throw new KafkaException(topic.Error);
        }

        consumer.IncrementalAssign(topic.Partitions
            .Select(partition => new Partition(partition.PartitionId))
            .Where(_assigned.Add)
            .Select(partition => new TopicPartitionOffset(options.Catalog, partition, Offset.Beginning)));
        return true;
    }

    /// <summary>The first offset and the one behind the last, of each assigned partition.</summary>
    public IReadOnlyDictionary<TopicPartition, WatermarkOffsets> ReadEnds(TimeSpan timeout) => _assigned
        .Select(partition => new TopicPartition(options.Catalog, partition))
        .ToDictionary(partition => partition, partition => consumer.QueryWatermarkOffsets(partition, timeout));
}
