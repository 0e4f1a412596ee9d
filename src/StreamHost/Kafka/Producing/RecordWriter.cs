using System.Text;
using Confluent.Kafka;
using StreamReco.Stages.DataQuality;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Producing;

/// <summary>Writes plain records, for the player of the demo and the simulator; counts what the broker acknowledged.</summary>
public sealed class RecordWriter : IDisposable
{
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private long _acknowledged;
    private Error? _lost;

    public RecordWriter(KafkaOptions options)
    {
        var config = KafkaClientSettings.Producer(options);
        config.EnableIdempotence = true;
        config.LingerMs = 2;
        _producer = new ProducerBuilder<byte[]?, byte[]?>(config).SetLogHandler((_, _) => { }).Build();
    }

    /// <summary>Records that the broker has.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>Hands a record to the client; waits while its queue is full.</summary>
    /// <param name="topic">The topic; the partition follows from the key.</param>
    /// <param name="key">The key's bytes, or null.</param>
    /// <param name="value">The value's bytes, or null for a tombstone.</param>
    /// <param name="timestampMs">Kafka's timestamp, Unix milliseconds; null for now.</param>
    /// <param name="onWritten">Receives the partition and offset once the broker has the record; null for none.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <exception cref="KafkaException">An earlier record was refused by the broker.</exception>
    public void Write(
        string topic, byte[]? key, byte[]? value, long? timestampMs, Action<int, long>? onWritten, CancellationToken cancel) =>
        Write(topic, key, value, timestampMs, source: null, onWritten, cancel);

    /// <inheritdoc cref="Write(string, byte[], byte[], long?, Action{int, long}, CancellationToken)"/>
    /// <param name="source">The source that the record's header is to name; null for no header.</param>
    public void Write(
        string topic, byte[]? key, byte[]? value, long? timestampMs, string? source, Action<int, long>? onWritten, CancellationToken cancel)
    {
        var message = new Message<byte[]?, byte[]?> { Key = key, Value = value };
        if (source is not null)
        {
            message.Headers = new Headers { { RecordSource.Header, Encoding.UTF8.GetBytes(source) } };
        }

        if (timestampMs is { } ms)
        {
            message.Timestamp = RecordTime.Of(ms);
        }

        cancel.ThrowIfCancellationRequested();
        ThrowIfLost();
        _producer.ProduceWhenRoom(
            new TopicPartition(topic, Partition.Any), message, report => OnReport(report, onWritten), cancel);
    }

    /// <summary>Waits until the broker has everything.</summary>
    /// <exception cref="KafkaException">A record was refused, or not acknowledged in time.</exception>
    public void Flush(TimeSpan timeout)
    {
        var left = _producer.Flush(timeout);
        if (_lost is not null || left > 0)
        {
            throw new KafkaException(_lost ?? new Error(ErrorCode.Local_TimedOut, $"{left} records were not acknowledged."));
        }
    }

    public void Dispose() => _producer.Dispose();

    private void ThrowIfLost()
    {
        if (_lost is { } error)
        {
            throw new KafkaException(error);
        }
    }

    private void OnReport(DeliveryReport<byte[]?, byte[]?> report, Action<int, long>? onWritten)
    {
        if (report.Error.IsError)
        {
            _lost = report.Error;
            return;
        }

        onWritten?.Invoke(report.Partition.Value, report.Offset.Value);
        Interlocked.Increment(ref _acknowledged);
    }
}
