using Confluent.Kafka;

namespace StreamReco.StreamHost.Tests.EndToEnd;

/// <summary>Looks at a group's committed offsets from outside, without joining it.</summary>
internal sealed class GroupProgress : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly IConsumer<Ignore, Ignore> _consumer;
    private readonly TopicPartition[] _partitions;

    public GroupProgress(string bootstrap, string group, string topic, int partitions)
    {
        _partitions = [.. Enumerable.Range(0, partitions).Select(partition => new TopicPartition(topic, partition))];
        _consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = group,
            EnableAutoCommit = false,
            IsolationLevel = IsolationLevel.ReadUncommitted, // does not wait for an open transaction
        }).Build();
    }

    /// <summary>The committed offset of each partition, 0 where there is none.</summary>
    public IReadOnlyList<long> Offsets() =>
        [.. _consumer.Committed(_partitions, _patience).Select(at => at.Offset.IsSpecial ? 0 : at.Offset.Value)];

    /// <summary>Records that the group has committed, over all partitions of a topic without gaps.</summary>
    public long Committed() => Offsets().Sum();

    /// <summary>The offset behind the last record of each partition.</summary>
    public IReadOnlyList<long> Ends() =>
        [.. _partitions.Select(partition => _consumer.QueryWatermarkOffsets(partition, _patience).High.Value)];

    public void Dispose() => _consumer.Dispose();
}
