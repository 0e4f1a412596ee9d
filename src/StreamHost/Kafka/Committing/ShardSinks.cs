using Confluent.Kafka;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Committing;

/// <summary>Makes the sink that <c>Kafka:Delivery</c> asks for.</summary>
internal static class ShardSinks
{
    /// <summary>Blocks until the brokers have said what the outbound topics take.</summary>
    public static IShardSink Create(
        IConsumer<byte[]?, byte[]?> consumer, ShardId shard, KafkaOptions options, OutboundBatches batches,
        KafkaClientLog log)
    {
        var config = KafkaClientSettings.Producer(options);
        return string.Equals(options.Delivery, KafkaOptions.ExactlyOnce, StringComparison.Ordinal)
            ? new TransactionalShardSink(consumer, config, shard, options, batches, log)
            : new PlainShardSink(consumer, config, shard, options, batches, log);
    }
}
