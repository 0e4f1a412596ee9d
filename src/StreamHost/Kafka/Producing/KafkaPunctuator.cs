using Confluent.Kafka;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Producing;

/// <summary>
/// Writes punctuations (see <see cref="LogRecordKind.Punctuation"/>) into partitions of the clicks topic that this node owns. Its client is made
/// when the first one is due. Thread-safe.
/// </summary>
internal sealed class KafkaPunctuator(KafkaOptions options, KafkaClientLog log) : IDisposable
{
    private readonly Lazy<IProducer<byte[]?, byte[]>> _producer = new(() =>
    {
        var config = KafkaClientSettings.Producer(options);
        config.MessageTimeoutMs = options.RequestTimeoutMs;
        config.TopicMetadataRefreshIntervalMs = KafkaClientSettings.PartitionsLookMs;
        return log.Attach(new ProducerBuilder<byte[]?, byte[]>(config)).Build();
    });

    /// <summary>Appends a punctuation; it does its work when the partition's owner reads it back.</summary>
    /// <param name="partition">A partition of the clicks topic.</param>
    /// <param name="onLost">Called, on a thread of the client's, when the broker did not take it.</param>
    public void Write(int partition, Action onLost)
    {
        var headers = new Headers { { ControlHeaders.Punctuation, [] } };
        var message = new Message<byte[]?, byte[]> { Value = "{}"u8.ToArray(), Headers = headers };
        _producer.Value.Produce(new TopicPartition(options.Clicks, partition), message, report =>
        {
            if (report.Error.IsError)
            {
                onLost();
            }
        });
    }

    public void Dispose()
    {
        if (_producer.IsValueCreated)
        {
            _producer.Value.Dispose();
        }
    }
}
