using Confluent.Kafka;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Producing;

/// <summary>Writes records with headers into the clicks topic; every in-sync replica has what was flushed.</summary>
internal sealed class ClickWriter : IDisposable
{
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly KafkaOptions _options;
    private Error? _lost;

    public ClickWriter(KafkaOptions options)
    {
        _options = options;
        var config = KafkaClientSettings.Producer(options);
        config.BatchSize = TopicLimits.BatchBytes(TopicLimits.Read(options, [options.Clicks]).Values);
        _producer = new ProducerBuilder<byte[]?, byte[]?>(config)
            .SetLogHandler((_, _) => { }).Build();
    }

    /// <summary>Hands a record to the client; waits while its queue is full.</summary>
    /// <param name="partition">Where to; null lets the key decide, by the client's setting <c>partitioner</c>.</param>
    /// <param name="key">The key's bytes.</param>
    /// <param name="value">The value's bytes.</param>
    /// <param name="timestampMs">Kafka's timestamp, Unix milliseconds.</param>
    /// <param name="headers">The headers.</param>
    /// <exception cref="KafkaException">The broker refused an earlier record.</exception>
    public void Write(
        int? partition, byte[] key, byte[] value, long timestampMs, IEnumerable<KeyValuePair<string, byte[]>> headers)
    {
        var message = new Message<byte[]?, byte[]?>
        {
            Key = key,
            Value = value,
            Timestamp = RecordTime.Of(timestampMs),
            Headers = [],
        };
        foreach (var (name, bytes) in headers)
        {
            message.Headers.Add(name, bytes);
        }

        var target = new TopicPartition(_options.Clicks, partition is { } known ? known : Partition.Any);
        if (_lost is { } error)
        {
            throw new KafkaException(error);
        }

        _producer.ProduceWhenRoom(
            target, message, report => _lost = report.Error.IsError ? report.Error : _lost, CancellationToken.None);
    }

    /// <summary>Waits until the broker has everything.</summary>
    /// <exception cref="KafkaException">A record was refused, or not acknowledged in time.</exception>
    public void Flush()
    {
        var left = _producer.Flush(TimeSpan.FromMilliseconds(_options.RequestTimeoutMs));
        if (_lost is not null || left > 0)
        {
            throw new KafkaException(
                _lost ?? new Error(ErrorCode.Local_TimedOut, $"{left} records were not acknowledged"));
        }
    }

    public void Dispose() => _producer.Dispose();
}
