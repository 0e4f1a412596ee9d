using Confluent.Kafka;

namespace StreamReco.StreamHost.Kafka.Consuming;

/// <summary>What the partitions of the clicks topic held at one moment.</summary>
/// <param name="held">By partition: the first offset, and the one after the last.</param>
internal sealed class HeldClicks(IReadOnlyDictionary<TopicPartition, WatermarkOffsets> held)
{
    /// <summary>Partitions of the topic.</summary>
    public int Partitions => held.Count;

    /// <summary>The goal that all of it is committed by the nodes of the group.</summary>
    public CaughtUpCheck Goal(GroupClient group, TimeProvider time) => new(held, group.Committed, time);
}
