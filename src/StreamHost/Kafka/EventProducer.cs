using Confluent.Kafka;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka;

/// <summary>Writes events that came by the API; each write ends when every in-sync replica has it. Thread-safe.</summary>
internal sealed class EventProducer : IDisposable
{
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly string _topic;

    /// <param name="options">How Kafka is reached.</param>
    /// <param name="timeoutMs">Longest time that a write may take, ms.</param>
    public EventProducer(KafkaOptions options, int timeoutMs)
    {
        _topic = options.Clicks;
        var config = KafkaClientSettings.Producer(options);
        config.MessageTimeoutMs = timeoutMs;
        _producer = new ProducerBuilder<byte[], byte[]>(config).SetLogHandler((_, _) => { }).Build();
    }

    /// <returns>Where it was written, or why it was not.</returns>
    public async Task<WrittenEvent> WriteAsync(
        byte[] key, byte[] value, IReadOnlyList<KeyValuePair<string, byte[]>> headers, CancellationToken cancel)
    {
        var message = new Message<byte[], byte[]> { Key = key, Value = value, Headers = [] };
        foreach (var (name, bytes) in headers)
        {
            message.Headers.Add(name, bytes);
        }

        try
        {
            var written = await _producer.ProduceAsync(_topic, message, cancel);
            return new WrittenEvent(written.Partition.Value, written.Offset.Value, null);
        }
        catch (ProduceException<byte[], byte[]> e)
        {
            return new WrittenEvent(-1, -1, e.Error.Reason);
        }
    }

    public void Dispose() => _producer.Dispose();
}

/// <summary>What became of a write.</summary>
/// <param name="Partition">Its partition.</param>
/// <param name="Offset">Its offset.</param>
/// <param name="Fault">Null, or why Kafka has not acknowledged it.</param>
internal sealed record WrittenEvent(int Partition, long Offset, string? Fault);
