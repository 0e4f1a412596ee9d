using Confluent.Kafka;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Spans;

/// <summary>Turns the bounds of a span into offsets of each partition.</summary>
internal static class TopicSpan
{
    /// <param name="consumer">Any consumer; it is only asked.</param>
    /// <param name="options">How Kafka is reached.</param>
    /// <param name="source">The setting or option that names the topic, for messages, and the topic.</param>
    /// <param name="from">Where the span begins.</param>
    /// <param name="to">Where it ends: the first record that is no part of it.</param>
    /// <returns>A span for every partition, clipped to what the topic holds now; some may be empty.</returns>
    /// <exception cref="KafkaSetupException">No broker answers, or there is no such topic.</exception>
    public static IReadOnlyList<PartitionSpan> Find(
        IConsumer<byte[]?, byte[]?> consumer, KafkaOptions options, (string Key, string Topic) source, SpanBound from,
        SpanBound to)
    {
        var (key, topic) = source;
        var timeout = TimeSpan.FromMilliseconds(options.RequestTimeoutMs);
        try
        {
            using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
            var metadata = admin.GetMetadata(topic, timeout).Topics[0];
            if (metadata.Error.IsError)
            {
                throw new KafkaException(metadata.Error);
            }

            var limits = metadata.Partitions.OrderBy(partition => partition.PartitionId)
                .Select(partition => new TopicPartition(topic, partition.PartitionId))
                .ToDictionary(partition => partition, partition => consumer.QueryWatermarkOffsets(partition, timeout));
            var starts = Resolve(consumer, from, limits, limit => limit.Low.Value, timeout);
            var ends = Resolve(consumer, to, limits, limit => limit.High.Value, timeout);
            return [.. limits.Keys.Select(partition => new PartitionSpan(
                partition.Partition.Value, starts[partition], Math.Max(starts[partition], ends[partition])))];
        }
        catch (KafkaException e)
        {
            throw new KafkaSetupException(
                $"Topic '{topic}' ({key}) cannot be read at {options.Bootstrap} (Kafka:Bootstrap): {e.Error.Reason}", e);
        }
    }

    private static Dictionary<TopicPartition, long> Resolve(
        IConsumer<byte[]?, byte[]?> consumer, SpanBound bound, Dictionary<TopicPartition, WatermarkOffsets> limits,
        Func<WatermarkOffsets, long> edge, TimeSpan timeout)
    {
        if (bound.Time is not { } time)
        {
            return limits.ToDictionary(limit => limit.Key, limit => Clip(bound.Offset ?? edge(limit.Value), limit.Value));
        }

        var moment = new Timestamp(time.UtcDateTime, TimestampType.CreateTime);
        return consumer.OffsetsForTimes(limits.Keys.Select(p => new TopicPartitionTimestamp(p, moment)), timeout)
            .ToDictionary(
                found => found.TopicPartition,
                found => found.Offset.IsSpecial // behind the last record
                    ? limits[found.TopicPartition].High.Value
                    : Clip(found.Offset.Value, limits[found.TopicPartition]));
    }

    private static long Clip(long offset, WatermarkOffsets limits) =>
        Math.Clamp(offset, limits.Low.Value, limits.High.Value);
}
