using Confluent.Kafka;

namespace StreamReco.StreamHost.Kafka.Consuming;

/// <summary>
/// How many partitions a topic has, as of the last look, which also asks whether it is still the same topic. Thread-safe.
/// </summary>
internal sealed class TopicPartitions(GroupClient group, string topic, int known, TimeSpan timeout)
{
    private int _count = known;

    public string Topic => topic;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Asks the brokers; blocks.</summary>
    /// <exception cref="KafkaException">They did not answer, or do not have the topic.</exception>
    public int Refresh()
    {
        using var admin = new DependentAdminClientBuilder(group.Consumer.Handle).Build();
        var found = admin.GetMetadata(topic, timeout).Topics[0];
        if (found.Error.IsError)
        {
            throw new KafkaException(found.Error);
        }

        group.ReadTopicId();
        Volatile.Write(ref _count, found.Partitions.Count);
        return found.Partitions.Count;
    }
}
