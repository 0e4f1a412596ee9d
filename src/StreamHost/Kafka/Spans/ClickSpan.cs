using Confluent.Kafka;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Spans;

/// <summary>A span of a topic on its way in: where each partition starts and ends, and how much of it was read.</summary>
internal sealed class ClickSpan
{
    private readonly Dictionary<TopicPartition, long> _ends;
    private readonly HashSet<TopicPartition> _open;

    /// <param name="topic">The topic.</param>
    /// <param name="spans">Its partitions' spans.</param>
    public ClickSpan(string topic, IReadOnlyList<PartitionSpan> spans)
    {
        Spans = spans;
        _ends = spans.ToDictionary(span => new TopicPartition(topic, span.Partition), span => span.To);
        Starts =
        [
            .. spans.Where(span => span.From < span.To)
                .Select(span => new TopicPartitionOffset(topic, span.Partition, span.From)),
        ];
        _open = [.. Starts.Select(start => start.TopicPartition)];
        Of = spans.Sum(span => span.Length());
    }

    /// <summary>The spans of all partitions, empty ones too.</summary>
    public IReadOnlyList<PartitionSpan> Spans { get; }

    /// <summary>Where to start; partitions without a record of the span are left out.</summary>
    public IReadOnlyList<TopicPartitionOffset> Starts { get; }

    /// <summary>Offsets of the span.</summary>
    public long Of { get; }

    /// <summary>Records of the span that came.</summary>
    public long Done { get; private set; }

    public bool IsRead => _open.Count == 0;

    /// <summary>Asks the broker for the offsets of a span of time.</summary>
    /// <param name="consumer">Asks, and searches; it has no assignment, before and after.</param>
    /// <param name="options">How Kafka is reached.</param>
    /// <param name="source">The setting that names the topic, for messages, and the topic.</param>
    /// <param name="from">Kafka's timestamp of the first record; null from the oldest on.</param>
    /// <param name="to">Kafka's timestamp behind the last record; null up to where the topic ends now.</param>
    /// <param name="cancel">Stops the search for a time.</param>
    /// <exception cref="KafkaSetupException">No broker answers, it stops answering, or there is no such topic.</exception>
    public static ClickSpan Find(
        IConsumer<byte[]?, byte[]?> consumer, KafkaOptions options, (string Key, string Topic) source,
        DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancel) =>
        new(source.Topic, TopicSpan.Find(consumer, options, source, SpanBound.At(from), SpanBound.At(to), cancel));

    /// <summary>Takes note of what came.</summary>
    /// <returns>Whether it is a record of the span.</returns>
    public bool See(ConsumeResult<byte[]?, byte[]?> result)
    {
        var end = _ends[result.TopicPartition];
        if (result.IsPartitionEOF || result.Offset.Value >= end - 1)
        {
            _open.Remove(result.TopicPartition);
        }

        var isInside = !result.IsPartitionEOF && result.Offset.Value < end;
        Done += isInside ? 1 : 0;
        return isInside;
    }
}
