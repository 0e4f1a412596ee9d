using Confluent.Kafka;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Topics;

/// <summary>Checks at start that the topics are there, and where the clicks end.</summary>
internal static class TopicEnds
{
    /// <summary>The first offset of each partition of the clicks topic, and the one behind its last.</summary>
    /// <exception cref="KafkaSetupException">A topic is missing.</exception>
    /// <exception cref="KafkaException">The brokers do not answer in time, or refuse.</exception>
    public static IReadOnlyDictionary<TopicPartition, WatermarkOffsets> Read(
        IConsumer<byte[]?, byte[]?> consumer, KafkaOptions options, TimeSpan timeout)
    {
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        Find(admin, "Kafka:Recommendations", options.Recommendations, options, timeout);
        Find(admin, "Kafka:Rejected", options.Rejected, options, timeout);
        return Find(admin, "Kafka:Clicks", options.Clicks, options, timeout).Partitions
            .Select(p => new TopicPartition(options.Clicks, p.PartitionId))
            .ToDictionary(p => p, p => consumer.QueryWatermarkOffsets(p, timeout));
    }

    private static TopicMetadata Find(
        IAdminClient admin, string key, string topic, KafkaOptions options, TimeSpan timeout)
    {
        var found = admin.GetMetadata(topic, timeout).Topics[0];
        if (found.Error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic)
        {
            throw new KafkaSetupException(TopicHint.Missing(key, topic, options));
        }

        return found.Error.IsError ? throw new KafkaException(found.Error) : found;
    }
}
