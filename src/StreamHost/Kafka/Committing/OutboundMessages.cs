using System.Text;
using Confluent.Kafka;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Committing;

/// <summary>Outbound records as the client wants them: where they go, and what is written there.</summary>
/// <param name="options">Names the topics.</param>
/// <param name="shard">The partition of the clicks: its verdicts have the same number, and what it tells others goes into its topic.</param>
internal sealed class OutboundMessages(KafkaOptions options, ShardId shard)
{
    private readonly TopicPartition _recommendations = new(options.Recommendations, Partition.Any);
    private readonly TopicPartition _rejected = new(options.Rejected, Partition.Any);
    private readonly TopicPartition _verdicts = new(options.Verdicts, shard.Partition);
    private readonly TopicPartition _alerts = new(options.Alerts, Partition.Any);

    public TopicPartition TargetOf(in OutboundRecord record) => record.Topic switch
    {
        OutboundTopic.Recommendations => _recommendations,
        OutboundTopic.Rejected => _rejected,
        OutboundTopic.Verdicts => _verdicts,
        OutboundTopic.Alerts => _alerts,
        OutboundTopic.Log => new TopicPartition(shard.Topic, PartitionOf(record)),
        _ => new TopicPartition(options.ByUser, PartitionOf(record)),
    };

    /// <summary>The partition that a record names; any where its key decides.</summary>
    private static Partition PartitionOf(in OutboundRecord record) => record.Forwarded?.Partition is { } known ? known : Partition.Any;

    /// <summary>What a record takes in a batch of its own before compression, bytes; a little less than the broker counts.</summary>
    public static int BytesOf(in OutboundRecord record)
    {
        const int frame = 68; // A batch's head and a record's, at least.
        var bytes = frame + record.KeyBytes.Length + record.ValueBytes.Length + (record.TraceParent?.Length ?? 0);
        foreach (var (name, value) in record.Forwarded?.Headers ?? [])
        {
            bytes += name.Length + value.Length;
        }

        return bytes;
    }

    public static Message<byte[]?, byte[]?> MessageOf(in OutboundRecord record)
    {
        var message = new Message<byte[]?, byte[]?> { Key = record.Key, Value = record.Value };
        if (record.Forwarded is { } carried)
        {
            message.Timestamp = RecordTime.Of(carried.TimestampMs);
            message.Headers = [];
            foreach (var (name, value) in carried.Headers)
            {
                message.Headers.Add(name, value);
            }
        }

        if (record.TraceParent is { } trace)
        {
            message.Headers ??= [];
            message.Headers.Add(RecommendationTrace.Header, Encoding.ASCII.GetBytes(trace));
        }

        return message;
    }
}
