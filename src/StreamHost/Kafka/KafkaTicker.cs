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
        var config = KafkaClientSettings.Producer(options);
        config.MessageTimeoutMs = options.RequestTimeoutMs;
        _producer = log.Attach(new ProducerBuilder<byte[]?, byte[]>(config)).Build();
    }

    /// <summary>Appends a tick; it does its work when the partition's owner reads it back.</summary>
    /// <param name="partition">A partition of the clicks topic.</param>
    /// <param name="onLost">Told, on a thread of the client's, when the broker did not take it.</param>
    public void Write(int partition, Action onLost)
    {
        var headers = new Headers { { Tick.Header, [] } };
        var tick = new Message<byte[]?, byte[]> { Value = "{}"u8.ToArray(), Headers = headers };
        _producer.Produce(new TopicPartition(_topic, partition), tick, report =>
        {
            if (report.Error.IsError)
            {
                onLost();
            }
        });
    }

    public void Dispose() => _producer.Dispose();
}
