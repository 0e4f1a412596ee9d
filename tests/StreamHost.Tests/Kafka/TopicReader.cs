using Confluent.Kafka;

namespace StreamReco.StreamHost.Tests.Kafka;

/// <summary>
/// Reads a whole topic as any other client would: nothing of StreamReco's own code stands between the broker and a
/// test's verdict.
/// </summary>
internal static class TopicReader
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    /// <summary>Every record from the start to the end of every partition, by partition and offset.</summary>
    /// <param name="bootstrap"><c>host:port,…</c></param>
    /// <param name="topic">A topic that exists.</param>
    /// <param name="readCommitted">
    /// True: only what committed transactions wrote, up to the first open one. The embedded broker knows no difference.
    /// </param>
    public static Task<IReadOnlyList<ConsumeResult<byte[], byte[]>>> ReadAllAsync(
        string bootstrap, string topic, bool readCommitted = true) =>
        Task.Run(() => ReadAll(bootstrap, topic, readCommitted));

    private static IReadOnlyList<ConsumeResult<byte[], byte[]>> ReadAll(
        string bootstrap, string topic, bool readCommitted)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = "topic-reader",
            EnableAutoCommit = false,
            EnablePartitionEof = true,
            AllowAutoCreateTopics = false,
            IsolationLevel = readCommitted ? IsolationLevel.ReadCommitted : IsolationLevel.ReadUncommitted,
        }).Build();
        var open = PartitionsOf(consumer, topic);
        consumer.Assign(open.Select(partition => new TopicPartitionOffset(topic, partition, Offset.Beginning)));
        var records = new List<ConsumeResult<byte[], byte[]>>();
        while (open.Count > 0)
        {
            var result = consumer.Consume(_patience) ?? throw new TimeoutException(
                $"No record and no end of {topic} within {_patience.TotalSeconds} s; {records.Count} records so far.");
            if (result.IsPartitionEOF)
            {
                open.Remove(result.Partition);
            }
            else
            {
                records.Add(result);
            }
        }

        return [.. records.OrderBy(record => record.Partition.Value).ThenBy(record => record.Offset.Value)];
    }

    private static HashSet<Partition> PartitionsOf(IConsumer<byte[], byte[]> consumer, string topic)
    {
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var metadata = admin.GetMetadata(topic, _patience).Topics.Single();
        return metadata.Error.IsError
            ? throw new InvalidOperationException($"{topic}: {metadata.Error.Reason}")
            : [.. metadata.Partitions.Select(partition => new Partition(partition.PartitionId))];
    }
}
