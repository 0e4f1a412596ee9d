using Confluent.Kafka;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Kafka.Consuming;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Committing;

/// <summary>
/// Reads from the outbound topics what is out of a shard's answers: everything that was written since its first record of
/// interest came, with a margin for clocks that differ.
/// </summary>
internal sealed class KafkaRecommendationLog(KafkaOptions options, GroupClient group) : IRecommendationLog
{
    private static readonly TimeSpan _clockMargin = TimeSpan.FromMinutes(10);

    private readonly TimeSpan _timeout = TimeSpan.FromMilliseconds(options.RequestTimeoutMs);

    /// <inheritdoc/>
    /// <exception cref="KafkaException">The brokers did not answer.</exception>
    public Task<IReadOnlySet<RecordOrigin>> ReadAsync(ShardId shard, long from, CancellationToken cancel) =>
        Task.Run(() => Read(shard, from, cancel), cancel);

    private IReadOnlySet<RecordOrigin> Read(ShardId shard, long from, CancellationToken cancel)
    {
        using var consumer = group.NewConsumer();
        var found = new HashSet<RecordOrigin>();
        if (TimeOf(consumer, new TopicPartitionOffset(shard.Topic, shard.Partition, from), cancel) is { } came)
        {
            var since = new Timestamp(Math.Max(0, came - (long)_clockMargin.TotalMilliseconds), TimestampType.CreateTime);
            ReadTopic(consumer, options.Recommendations, since, origin => IsOf(shard, origin), found, cancel);

            // Records that were forwarded are rejected under the origin that they had before.
            ReadTopic(consumer, options.Rejected, since, _ => true, found, cancel);
        }

        return found;
    }

    private static bool IsOf(ShardId shard, in RecordOrigin origin) =>
        origin.Topic == shard.Topic && origin.Partition == shard.Partition;

    /// <summary>Kafka's time of the first record at or after an offset, ms; null where there is none.</summary>
    private long? TimeOf(IConsumer<byte[]?, byte[]?> consumer, TopicPartitionOffset at, CancellationToken cancel)
    {
        consumer.Assign(at);
        return Next(consumer, cancel) is { IsPartitionEOF: false } first ? first.Message.Timestamp.UnixTimestampMs : null;
    }

    private void ReadTopic(
        IConsumer<byte[]?, byte[]?> consumer, string topic, Timestamp since, Func<RecordOrigin, bool> isWanted,
        HashSet<RecordOrigin> found, CancellationToken cancel)
    {
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var partitions = admin.GetMetadata(topic, _timeout).Topics[0].Partitions
            .Select(partition => new TopicPartitionTimestamp(topic, partition.PartitionId, since));
        var open = consumer.OffsetsForTimes(partitions, _timeout).Where(start => !start.Offset.IsSpecial).ToList();
        consumer.Assign(open);
        for (var left = open.Count; left > 0;)
        {
            var result = Next(consumer, cancel);
            if (result.IsPartitionEOF)
            {
                left--;
            }
            else if (RecordOrigins.Of(result.Message.Value) is { } origin && isWanted(origin))
            {
                found.Add(origin);
            }
        }
    }

    private ConsumeResult<byte[]?, byte[]?> Next(IConsumer<byte[]?, byte[]?> consumer, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return consumer.Consume(_timeout) ?? throw new KafkaException(
            new Error(ErrorCode.Local_TimedOut, "The outbound topics were not read to their end in time."));
    }
}
