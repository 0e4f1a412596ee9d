using Confluent.Kafka;

namespace StreamReco.Rig.Checking;

/// <summary>Reads whole topics with a plain Kafka client, read-committed: what any reader of the answers would see.</summary>
internal static class TopicReader
{
    private const string TickHeader = "streamreco-tick";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);

    /// <returns>Every record from the start to the end of each partition, by partition and offset.</returns>
    /// <exception cref="TimeoutException">Neither a record nor an end came for a long while.</exception>
    public static Task<IReadOnlyList<TopicRecord>> ReadAllAsync(string bootstrap, string topic, int partitions) =>
        Task.Run<IReadOnlyList<TopicRecord>>(() => ReadAll(bootstrap, topic, partitions));

    private static List<TopicRecord> ReadAll(string bootstrap, string topic, int partitions)
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = "rig-checker",
            EnableAutoCommit = false,
            EnablePartitionEof = true,
            IsolationLevel = IsolationLevel.ReadCommitted,
        }).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(Enumerable.Range(0, partitions)
            .Select(partition => new TopicPartitionOffset(topic, partition, Offset.Beginning)));
        var (records, open) = (new List<TopicRecord>(), partitions);
        while (open > 0)
        {
            var result = consumer.Consume(_patience) ?? throw new TimeoutException(
                $"No record and no end of {topic} within {_patience.TotalSeconds} s; {records.Count} records so far.");
            if (result.IsPartitionEOF)
            {
                open--;
            }
            else
            {
                records.Add(RecordOf(result));
            }
        }

        records.Sort((a, b) => (a.Partition, a.Offset).CompareTo((b.Partition, b.Offset)));
        return records;
    }

    private static TopicRecord RecordOf(ConsumeResult<byte[]?, byte[]?> result)
    {
        var message = result.Message;
        var isTick = message.Headers?.Any(header => header.Key == TickHeader) == true;
        return new TopicRecord(
            result.Partition.Value, result.Offset.Value, message.Timestamp.UnixTimestampMs, message.Key, message.Value, isTick);
    }
}
