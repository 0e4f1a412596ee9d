using Confluent.Kafka;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Lake;

/// <summary>
/// The group of the processes that write a lake: it shares the partitions among them, one writer a partition. What it gets is
/// the assignment alone; each partition is read by clients of its own.
/// </summary>
internal sealed class LakeGroup : IDisposable
{
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(200);

    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly IReadOnlyList<string> _topics;
    private readonly KafkaClientLog _log;

    /// <param name="options">How Kafka is reached.</param>
    /// <param name="topics">The topics whose partitions are shared.</param>
    /// <param name="assigned">Called with partitions that are this process's now.</param>
    /// <param name="revoked">Called with partitions that are not any more; the group waits until it returns.</param>
    /// <param name="log">Where errors that pass are reported.</param>
    public LakeGroup(
        KafkaOptions options, IReadOnlyList<string> topics, Action<IReadOnlyList<LakePart>> assigned,
        Action<IReadOnlyList<LakePart>> revoked, KafkaClientLog log)
    {
        (_topics, _log) = (topics, log);
        var config = KafkaClientSettings.Consumer(options);
        config.GroupId = LakeTopics.GroupOf(options);
        _consumer = log.Attach(new ConsumerBuilder<byte[]?, byte[]?>(config))
            .SetPartitionsAssignedHandler((_, parts) =>
            {
                assigned(PartsOf(parts));
                return parts.Select(part => new TopicPartitionOffset(part, Offset.End)); // The assignment alone is wanted.
            })
            .SetPartitionsRevokedHandler((_, parts) => revoked(PartsOf(parts.Select(part => part.TopicPartition))))
            .SetPartitionsLostHandler((_, parts) => revoked(PartsOf(parts.Select(part => part.TopicPartition))))
            .Build();
    }

    /// <summary>Is a member of the group until cancelled; blocks.</summary>
    /// <exception cref="KafkaException">The group cannot be a member's any more.</exception>
    public void Run(CancellationToken stop)
    {
        _consumer.Subscribe(_topics);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (_consumer.Consume(_poll) is not null)
                {
                    _consumer.Pause(_consumer.Assignment);
                }
            }
            catch (ConsumeException e) when (KafkaErrors.Passes(e.Error))
            {
                _log.Warn(e.Error);
            }
        }

        _consumer.Close(); // Revokes what it has.
    }

    /// <summary>Shows how far the lake is. Nothing depends on it: the lake's own log says where it goes on.</summary>
    public void Show(LakePart part, long next)
    {
        try
        {
            _consumer.Commit([new TopicPartitionOffset(part.Topic, part.Partition, next)]);
        }
        catch (KafkaException e)
        {
            _log.Warn(e.Error);
        }
    }

    public void Dispose() => _consumer.Dispose();

    private static IReadOnlyList<LakePart> PartsOf(IEnumerable<TopicPartition> parts) =>
        [.. parts.Select(part => new LakePart(part.Topic, part.Partition.Value))];
}

/// <summary>A partition that a process writes.</summary>
/// <param name="Topic">The topic of the verdicts or of the answers.</param>
/// <param name="Partition">The partition.</param>
internal readonly record struct LakePart(string Topic, int Partition);
