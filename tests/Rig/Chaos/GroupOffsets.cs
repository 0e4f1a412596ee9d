using Confluent.Kafka;

namespace StreamReco.Rig.Chaos;

/// <summary>Looks at a group's committed offsets from outside, without joining it.</summary>
internal sealed class GroupOffsets : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly IConsumer<Ignore, Ignore> _consumer;
    private readonly TopicPartition[] _partitions;

    public GroupOffsets(string bootstrap, string group, string topic, int partitions)
    {
        _partitions = [.. Enumerable.Range(0, partitions).Select(partition => new TopicPartition(topic, partition))];
        _consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = group,
            EnableAutoCommit = false,
            IsolationLevel = IsolationLevel.ReadUncommitted, // does not wait for an open transaction
        }).SetLogHandler((_, _) => { }).Build();
    }

    /// <summary>The sum of the committed offsets, or null while the brokers do not say.</summary>
    public long? Committed()
    {
        try
        {
            return _consumer.Committed(_partitions, _patience).Sum(at => at.Offset.IsSpecial ? 0 : at.Offset.Value);
        }
        catch (KafkaException)
        {
            return null;
        }
    }

    /// <summary>The sum of the offsets behind the last records, or null while the brokers do not say.</summary>
    public long? Ends()
    {
        try
        {
            return _partitions.Sum(partition => _consumer.QueryWatermarkOffsets(partition, _patience).High.Value);
        }
        catch (KafkaException)
        {
            return null;
        }
    }

    public void Dispose() => _consumer.Dispose();
}
