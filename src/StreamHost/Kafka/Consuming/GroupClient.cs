using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Consuming;

/// <summary>
/// The group as a process sees it that is no member of it: committed offsets, the ends of the topic, and the metadata under
/// which sinks commit. One client for all partitions of a process. Thread-safe.
/// </summary>
internal sealed class GroupClient : IDisposable
{
    private readonly KafkaOptions _kafka;
    private readonly TimeSpan _timeout;

    public GroupClient(KafkaOptions kafka, TimeProvider time, ILogger logger)
    {
        _kafka = kafka;
        _timeout = TimeSpan.FromMilliseconds(kafka.RequestTimeoutMs);
        Log = new KafkaClientLog(logger, time);
        Consumer = NewConsumer();
    }

    /// <summary>Where the clients of the process report.</summary>
    public KafkaClientLog Log { get; }

    /// <summary>A client of the group, assigned to nothing.</summary>
    public IConsumer<byte[]?, byte[]?> Consumer { get; }

    /// <summary>A client of the group that is to be assigned to a partition.</summary>
    public IConsumer<byte[]?, byte[]?> NewConsumer()
    {
        var config = KafkaClientSettings.Consumer(_kafka);
        config.AutoOffsetReset = AutoOffsetReset.Error; // What retention took away must not be passed over in silence.
        return Log.Attach(new ConsumerBuilder<byte[]?, byte[]?>(config)).Build();
    }

    /// <summary>The group's committed offset of a partition, or null when there is none.</summary>
    /// <exception cref="KafkaException">The brokers did not answer.</exception>
    public long? Committed(TopicPartition partition) => CommittedOffset.Of(Consumer, partition, _timeout);

    /// <summary>The oldest offset that a partition still holds.</summary>
    /// <exception cref="KafkaException">The brokers did not answer.</exception>
    public long LogStart(TopicPartition partition) => Consumer.QueryWatermarkOffsets(partition, _timeout).Low.Value;

    /// <summary>Reads what the clicks topic holds now, and checks that the other topics are there.</summary>
    /// <exception cref="KafkaSetupException">A topic is missing or the broker cannot be reached.</exception>
    public HeldClicks ReadEnds() => new(TopicEnds.Read(Consumer, _kafka, _timeout));

    /// <summary>A partition of the clicks topic by its number.</summary>
    public TopicPartition PartitionOf(int partition) => new(_kafka.Clicks, partition);

    public void Dispose() => Consumer.Dispose();
}
