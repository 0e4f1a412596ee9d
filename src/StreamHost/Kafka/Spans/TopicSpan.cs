using Confluent.Kafka;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Spans;

/// <summary>Turns the bounds of a span into offsets of each partition.</summary>
internal static class TopicSpan
{
    /// <param name="consumer">Made by <see cref="KafkaClientSettings.Consumer"/>; it has no assignment, before and after.</param>
    /// <param name="options">How Kafka is reached.</param>
    /// <param name="source">The setting or option that names the topic, for messages, and the topic.</param>
    /// <param name="from">Where the span begins.</param>
    /// <param name="to">Where it ends: the first record that is no part of it.</param>
    /// <param name="cancel">Stops the search for a time.</param>
    /// <returns>A span for every partition, clipped to what the topic holds now; some may be empty.</returns>
    /// <exception cref="KafkaSetupException">No broker answers, it stops answering, or there is no such topic.</exception>
    public static IReadOnlyList<PartitionSpan> Find(
        IConsumer<byte[]?, byte[]?> consumer, KafkaOptions options, (string Key, string Topic) source, SpanBound from,
        SpanBound to, CancellationToken cancel)
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
            var search = new FirstFromTime(consumer, options, source, cancel);
            var starts = from.Time is { } begin
                ? ByTime(consumer, search, begin, limits, floor: [], timeout)
                : ByOffset(from, limits, limit => limit.Low.Value);
            var ends = to.Time is { } end
                // What is too old for the start is too old for the end, too: it is not read twice.
                ? ByTime(consumer, search, end, limits, from.Time <= end ? starts : [], timeout)
                : ByOffset(to, limits, limit => limit.High.Value);
            return [.. limits.Keys.Select(partition => new PartitionSpan(
                partition.Partition.Value, starts[partition], Math.Max(starts[partition], ends[partition])))];
        }
        catch (KafkaException e)
        {
            throw new KafkaSetupException(
                $"Topic '{topic}' ({key}) cannot be read at {options.Bootstrap} (Kafka:Bootstrap): {e.Error.Reason}", e);
        }
    }

    private static Dictionary<TopicPartition, long> ByOffset(
        SpanBound bound, Dictionary<TopicPartition, WatermarkOffsets> limits, Func<WatermarkOffsets, long> edge) =>
        limits.ToDictionary(limit => limit.Key, limit => Clip(bound.Offset ?? edge(limit.Value), limit.Value));

    /// <param name="consumer">Asks for offsets.</param>
    /// <param name="search">Reads on from there.</param>
    /// <param name="time">The least timestamp.</param>
    /// <param name="limits">What each partition holds.</param>
    /// <param name="floor">Offsets that no wanted record stands before, where they are known.</param>
    /// <param name="timeout">Bounds the wait for the broker.</param>
    private static Dictionary<TopicPartition, long> ByTime(
        IConsumer<byte[]?, byte[]?> consumer, FirstFromTime search, DateTimeOffset time,
        Dictionary<TopicPartition, WatermarkOffsets> limits, Dictionary<TopicPartition, long> floor, TimeSpan timeout)
    {
        var moment = new Timestamp(time.UtcDateTime, TimestampType.CreateTime);
        return consumer.OffsetsForTimes(limits.Keys.Select(p => new TopicPartitionTimestamp(p, moment)), timeout)
            .ToDictionary(found => found.TopicPartition, found =>
            {
                var (partition, held) = (found.TopicPartition, limits[found.TopicPartition]);
                if (found.Offset.IsSpecial) // behind the last record
                {
                    return held.High.Value;
                }

                var from = Math.Max(Clip(found.Offset.Value, held), floor.GetValueOrDefault(partition));
                return search.Find(new TopicPartitionOffset(partition, from), held.High.Value, moment);
            });
    }

    private static long Clip(long offset, WatermarkOffsets limits) =>
        Math.Clamp(offset, limits.Low.Value, limits.High.Value);
}
