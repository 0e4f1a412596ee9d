using Confluent.Kafka;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka;

/// <summary>Makes the sink that <c>Kafka:Delivery</c> asks for.</summary>
internal static class ShardSinks
{
    public static IShardSink Create(
        IConsumer<byte[]?, byte[]?> consumer, ShardId shard, KafkaOptions options, KafkaClientLog log)
    {
        var config = KafkaClientSettings.Producer(options);
        return string.Equals(options.Delivery, KafkaOptions.ExactlyOnce, StringComparison.Ordinal)
            ? new TransactionalShardSink(consumer, config, shard, options, log)
            : new PlainShardSink(consumer, config, shard, options, log);
    }
}
