using Confluent.Kafka;
using StreamReco.Models.Lake;
using StreamReco.Stages.Lake;
using StreamReco.Stages.Shards;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Consuming;
using StreamReco.StreamHost.Kafka.Topics;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Lake;

/// <summary>The clicks and their verdicts as the lake reads them: read-committed, by clients that are members of no group.</summary>
internal sealed class LakeTopics : IDisposable
{
    private readonly KafkaOptions _options;
    private readonly KafkaClientLog _log;
    private readonly TimeSpan _timeout;
    private readonly IConsumer<byte[]?, byte[]?> _asker;
    private readonly Lazy<bool> _canDescribe;

    public LakeTopics(KafkaOptions options, KafkaClientLog log)
    {
        (_options, _log) = (options, log);
        _timeout = TimeSpan.FromMilliseconds(options.RequestTimeoutMs);
        _asker = NewConsumer();
        _canDescribe = new Lazy<bool>(() => BrokerSettings.ReadBy(_asker, _options).CanDescribe);
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

    /// <summary>Where a partition of the clicks comes from.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="until">The offset of the verdicts to end before; <see cref="long.MaxValue"/> for no end.</param>
    public LakeSources SourcesOf(int partition, long until) => new(
        SourceOf(LakeTopicWords.Clicks, _options.Clicks, partition, long.MaxValue),
        SourceOf(LakeTopicWords.Verdicts, _options.Verdicts, partition, until));

    /// <summary>Where a partition of the answers comes from.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="until">The offset to end before; <see cref="long.MaxValue"/> for no end.</param>
    public LakeSource AnswersOf(int partition, long until) =>
        SourceOf(LakeTopicWords.Recommendations, _options.Recommendations, partition, until);

    public void Dispose() => _asker.Dispose();

    private LakeSource SourceOf(string word, string topic, int partition, long until) => new(
        word, topic,
        from => new KafkaPartitionReader(NewConsumer(), new TopicPartition(topic, partition), from, until, _log),
        () => Reach(topic, partition));

    /// <summary>What a partition holds. One that the topic does not have is empty: it was made again with fewer.</summary>
    /// <exception cref="KafkaException">No broker answers, or they do not have the topic.</exception>
    private LogReach Reach(string topic, int partition)
    {
        var (start, end) = (0L, 0L);
        if (Partitions(topic) is var numbers && (numbers.Count == 0 || numbers.Contains(partition)))
        {
            var ends = Ends(topic, partition);
            (start, end) = (ends.Low.Value, ends.High.Value);
        }

        // In this order: the ends are not of a later topic.
        return new LogReach(start, end, _canDescribe.Value ? TopicIdentity.Read(_asker, topic, _timeout) : "");
    }

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
