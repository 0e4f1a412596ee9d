using Confluent.Kafka;
using StreamReco.Stages.Lake;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Consuming;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Lake;

/// <summary>The clicks and their verdicts as the lake reads them: read-committed, by clients that are members of no group.</summary>
internal sealed class LakeTopics : IDisposable
{
    private readonly KafkaOptions _options;
    private readonly KafkaClientLog _log;
    private readonly TimeSpan _timeout;
    private readonly IConsumer<byte[]?, byte[]?> _asker;

    public LakeTopics(KafkaOptions options, KafkaClientLog log)
    {
        (_options, _log) = (options, log);
        _timeout = TimeSpan.FromMilliseconds(options.RequestTimeoutMs);
        _asker = NewConsumer();
    }

    /// <summary>The group whose offsets show how far the lake is.</summary>
    public static string GroupOf(KafkaOptions options) => $"{options.Group}-lake";

    /// <summary>The partitions of a topic.</summary>
    /// <exception cref="KafkaException">No broker answers.</exception>
    public IReadOnlyList<int> Partitions(string topic)
    {
        using var admin = new DependentAdminClientBuilder(_asker.Handle).Build();
        return [.. admin.GetMetadata(topic, _timeout).Topics[0].Partitions.Select(part => part.PartitionId).Order()];
    }

    /// <summary>Where a partition ends now.</summary>
    /// <exception cref="KafkaException">No broker answers.</exception>
    public long EndOf(string topic, int partition) => Ends(topic, partition).High.Value;

    /// <summary>The oldest offset of a partition.</summary>
    /// <exception cref="KafkaException">No broker answers.</exception>
    public long OldestOf(string topic, int partition) => Ends(topic, partition).Low.Value;

    /// <summary>Reads a partition.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="from">The offset to begin at.</param>
    /// <param name="until">The offset to end before; <see cref="long.MaxValue"/> for no end.</param>
    public IPartitionReader Read(string topic, int partition, long from, long until) =>
        new KafkaPartitionReader(NewConsumer(), new TopicPartition(topic, partition), from, until, _log);

    /// <summary>Where a partition of the clicks comes from.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="until">The offset of the verdicts to end before; <see cref="long.MaxValue"/> for no end.</param>
    /// <exception cref="KafkaException">No broker answers.</exception>
    public LakeSources SourcesOf(int partition, long until) => new(
        from => Read(_options.Clicks, partition, from, long.MaxValue),
        from => Read(_options.Verdicts, partition, from, until),
        OldestOf(_options.Clicks, partition), OldestOf(_options.Verdicts, partition));

    public void Dispose() => _asker.Dispose();

    private WatermarkOffsets Ends(string topic, int partition) =>
        _asker.QueryWatermarkOffsets(new TopicPartition(topic, partition), _timeout);

    private IConsumer<byte[]?, byte[]?> NewConsumer()
    {
        var config = KafkaClientSettings.Consumer(_options);
        config.GroupId = GroupOf(_options);
        config.AutoOffsetReset = AutoOffsetReset.Error; // What retention took away must not be passed in silence.
        return _log.Attach(new ConsumerBuilder<byte[]?, byte[]?>(config)).Build();
    }
}
