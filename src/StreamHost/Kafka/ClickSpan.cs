using Confluent.Kafka;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka;

/// <summary>A span of a topic: where each partition starts and ends, and how much of it was read.</summary>
internal sealed class ClickSpan
{
    private readonly Dictionary<TopicPartition, long> _ends;
    private readonly HashSet<TopicPartition> _open;

    private ClickSpan(IReadOnlyList<TopicPartitionOffset> starts, Dictionary<TopicPartition, long> ends)
    {
        _ends = ends;
        Starts = [.. starts.Where(start => start.Offset.Value < ends[start.TopicPartition])];
        _open = [.. Starts.Select(start => start.TopicPartition)];
        Of = Starts.Sum(start => ends[start.TopicPartition] - start.Offset.Value);
    }

    /// <summary>Where to start; partitions without a record of the span are left out.</summary>
    public IReadOnlyList<TopicPartitionOffset> Starts { get; }

    /// <summary>Offsets of the span.</summary>
    public long Of { get; }

    /// <summary>Records of the span that came.</summary>
    public long Done { get; private set; }

    public bool IsRead => _open.Count == 0;

    /// <summary>Asks the broker for the offsets of a span of time.</summary>
    /// <param name="consumer">Asks.</param>
    /// <param name="options">How Kafka is reached.</param>
    /// <param name="source">The setting that names the topic, for messages, and the topic.</param>
    /// <param name="from">Kafka's timestamp of the first record; null from the oldest on.</param>
    /// <param name="to">Kafka's timestamp behind the last record; null up to where the topic ends now.</param>
    /// <exception cref="KafkaSetupException">No broker answers, or there is no such topic.</exception>
    public static ClickSpan Find(
        IConsumer<byte[]?, byte[]?> consumer, KafkaOptions options, (string Key, string Topic) source,
        DateTimeOffset? from, DateTimeOffset? to)
    {
        var timeout = TimeSpan.FromMilliseconds(options.RequestTimeoutMs);
        try
        {
            using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
            var partitions = admin.GetMetadata(source.Topic, timeout).Topics[0].Partitions
                .Select(partition => new TopicPartition(source.Topic, partition.PartitionId)).ToArray();
            var limits = partitions.ToDictionary(p => p, p => consumer.QueryWatermarkOffsets(p, timeout));
            var starts = At(consumer, partitions, from, timeout, p => limits[p].Low);
            var ends = At(consumer, partitions, to, timeout, p => limits[p].High);
            return new ClickSpan(
                [.. starts.Select(
                    s => new TopicPartitionOffset(s.TopicPartition, Clip(s.Offset, limits[s.TopicPartition])))],
                ends.ToDictionary(e => e.TopicPartition, e => Clip(e.Offset, limits[e.TopicPartition])));
        }
        catch (KafkaException e)
        {
            throw new KafkaSetupException(
                $"Topic '{source.Topic}' ({source.Key}) cannot be read at {options.Bootstrap} (Kafka:Bootstrap): "
                    + $"{e.Error.Reason}", e);
        }
    }

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

    private static IReadOnlyList<TopicPartitionOffset> At(
        IConsumer<byte[]?, byte[]?> consumer, TopicPartition[] partitions, DateTimeOffset? moment, TimeSpan timeout,
        Func<TopicPartition, Offset> otherwise) => moment is { } time
        ? consumer.OffsetsForTimes(
            partitions.Select(p =>
                new TopicPartitionTimestamp(p, new Timestamp(time.UtcDateTime, TimestampType.CreateTime))), timeout)
        : [.. partitions.Select(p => new TopicPartitionOffset(p, otherwise(p)))];

    /// <summary>A moment behind the last record is the end.</summary>
    private static long Clip(Offset offset, WatermarkOffsets limits) =>
        offset.IsSpecial ? limits.High.Value : Math.Clamp(offset.Value, limits.Low.Value, limits.High.Value);
}
