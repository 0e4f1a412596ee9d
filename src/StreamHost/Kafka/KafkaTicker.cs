using Confluent.Kafka;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka;

/// <summary>Writes ticks into partitions of the clicks topic that this node owns (see <see cref="Tick"/>).</summary>
internal sealed class KafkaTicker : IDisposable
{
    private readonly IProducer<byte[]?, byte[]> _producer;
    private readonly string _topic;

    public KafkaTicker(KafkaOptions options, KafkaClientLog log)
    {
        _topic = options.Clicks;
        _producer = log.Attach(new ProducerBuilder<byte[]?, byte[]>(KafkaClientSettings.Producer(options))).Build();
    }

    /// <summary>Appends a tick; it does its work when the partition's owner reads it back.</summary>
    public void Write(int partition) => _producer.Produce(
        new TopicPartition(_topic, partition),
        new Message<byte[]?, byte[]> { Value = "{}"u8.ToArray(), Headers = new Headers { { Tick.Header, [] } } });

    public void Dispose() => _producer.Dispose();
}
