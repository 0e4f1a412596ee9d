using Confluent.Kafka;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka;

/// <summary>
/// The consumer group of a replay, asked and never joined: partitions are assigned by hand, and the group only keeps
/// what the transactions committed. The broker takes offsets for a group without members from anyone.
/// </summary>
internal sealed class ReplayGroup : IDisposable
{
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly KafkaOptions _options;
    private readonly TimeSpan _timeout;

    /// <param name="options">How Kafka is reached, the clicks topic, and the group's name.</param>
    public ReplayGroup(KafkaOptions options)
    {
        _options = options;
        _timeout = TimeSpan.FromMilliseconds(options.RequestTimeoutMs);
        var config = KafkaClientSettings.Consumer(options);
        config.GroupInstanceId = null;
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(config).SetLogHandler((_, _) => { }).Build();
    }

    /// <inheritdoc cref="TopicSpan.Find"/>
    public IReadOnlyList<PartitionSpan> Find(SpanBound from, SpanBound to) =>
        TopicSpan.Find(_consumer, _options, ("Kafka:Clicks", _options.Clicks), from, to);

    /// <summary>Whether the group has committed anything in any of these partitions.</summary>
    public bool HasBegun(IEnumerable<PartitionSpan> spans) => spans.Any(span => Committed(span) is not null);

    /// <summary>Offsets of the spans that the group has committed.</summary>
    public long Done(IEnumerable<PartitionSpan> spans) =>
        spans.Sum(span => Math.Clamp(Committed(span) ?? span.From, span.From, span.To) - span.From);

    public void Dispose() => _consumer.Dispose();

    private long? Committed(PartitionSpan span) =>
        CommittedOffset.Of(_consumer, new TopicPartition(_options.Clicks, span.Partition), _timeout);
}
