using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Shards;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Topics;
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
    private readonly Lazy<BrokerSettings> _broker;
    private volatile string _topicId = "";

    public GroupClient(KafkaOptions kafka, TimeProvider time, ILogger logger)
    {
        _kafka = kafka;
        _timeout = TimeSpan.FromMilliseconds(kafka.RequestTimeoutMs);
        Log = new KafkaClientLog(logger, time);
        Consumer = NewConsumer();
        _broker = new Lazy<BrokerSettings>(() => BrokerSettings.ReadBy(Consumer, _kafka));
    }

    /// <summary>Where the clients of the process report.</summary>
    public KafkaClientLog Log { get; }

    /// <summary>The group's name.</summary>
    public string Name => _kafka.Group;

    /// <summary>A client of the group, assigned to nothing.</summary>
    public IConsumer<byte[]?, byte[]?> Consumer { get; }

    /// <summary>A client of the group that is to be assigned to a partition.</summary>
    public IConsumer<byte[]?, byte[]?> NewConsumer()
    {
        var config = KafkaClientSettings.Consumer(_kafka);
        config.AutoOffsetReset = AutoOffsetReset.Error; // What retention took away must not be passed over in silence.
        return Log.Attach(new ConsumerBuilder<byte[]?, byte[]?>(config)).Build();
    }

    /// <summary>Reads a partition from an offset to the one before <paramref name="until"/>.</summary>
    public IPartitionReader NewReader(TopicPartition partition, long from, long until)
    {
        var consumer = NewConsumer();
        if (ClientHandle.TryFind(consumer, out var native) is { } why)
        {
            Log.WarnOfFallback(why);
            return new KafkaPartitionReader(consumer, partition, from, until, Log);
        }

        return new BatchPartitionReader(consumer, native, partition, from, until, Log);
    }

    /// <summary>The group's committed offset of a partition, or null when there is none.</summary>
    /// <exception cref="KafkaException">The brokers did not answer.</exception>
    public long? Committed(TopicPartition partition) => CommittedOffset.Of(Consumer, partition, _timeout);

    /// <summary>The group's committed offsets, null where there is none.</summary>
    /// <exception cref="KafkaException">The brokers did not answer.</exception>
    public IReadOnlyDictionary<TopicPartition, long?> Committed(IReadOnlyList<TopicPartition> partitions) =>
        Consumer.Committed(partitions, _timeout).ToDictionary(
            found => found.TopicPartition, found => found.Offset.IsSpecial ? (long?)null : found.Offset.Value);

    /// <summary>Who is a member of the group, which no node is; empty where the brokers do not say.</summary>
    /// <exception cref="KafkaException">The brokers did not answer, or do not permit it.</exception>
    public IReadOnlyList<string> ReadMembers() => CanDescribe ? GroupMembers.Read(Consumer, _kafka.Group, _timeout) : [];

    /// <summary>Id of the clicks topic as of the last look; empty before the first, and where the brokers do not say it.</summary>
    public string TopicId => _topicId;

    /// <summary>Whether the brokers know requests for descriptions; asks them once.</summary>
    public bool CanDescribe => _broker.Value.CanDescribe;

    /// <summary>Silence after which a committed offset is committed again, before the brokers forget it; asks them once.</summary>
    public TimeSpan OffsetRefresh => _broker.Value.OffsetRefresh(_kafka);

    /// <summary>What a partition of the clicks topic holds.</summary>
    /// <exception cref="KafkaException">The brokers did not answer.</exception>
    public LogReach Reach(TopicPartition partition)
    {
        var ends = Consumer.QueryWatermarkOffsets(partition, _timeout);
        return new LogReach(ends.Low.Value, ends.High.Value, ReadTopicId()); // In this order: the ends are not of a later topic.
    }

    /// <summary>Asks which topic bears the name now.</summary>
    /// <exception cref="KafkaException">The brokers did not answer, or do not have the topic.</exception>
    public string ReadTopicId() =>
        _topicId = CanDescribe ? TopicIdentity.Read(Consumer, _kafka.Clicks, _timeout) : "";

    /// <summary>Reads what the clicks topic holds now, and checks that the other topics are there.</summary>
    /// <exception cref="KafkaSetupException">A topic is missing.</exception>
    /// <exception cref="KafkaException">The brokers did not answer, or refuse.</exception>
    public HeldClicks ReadEnds() => ReadEnds(_timeout);

    /// <summary>As <see cref="ReadEnds()"/>; brokers that are away are asked again.</summary>
    /// <param name="time">Measures how long.</param>
    /// <param name="cancel">Ends the asking.</param>
    /// <exception cref="KafkaSetupException">A topic is missing, or the brokers cannot be reached in time, or refuse.</exception>
    public Task<HeldClicks> ReadEndsAsync(TimeProvider time, CancellationToken cancel) => StartupRetry.RunAsync(_kafka, ReadEnds, time, cancel);

    private HeldClicks ReadEnds(TimeSpan timeout) => new(TopicEnds.Read(Consumer, _kafka, timeout));

    /// <summary>A partition of the clicks topic by its number.</summary>
    public TopicPartition PartitionOf(int partition) => new(_kafka.Clicks, partition);

    public void Dispose() => Consumer.Dispose();
}
