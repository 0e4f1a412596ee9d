using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Producing;

/// <summary>
/// Writes events that came by the API; each write ends when every in-sync replica has it. Batches follow the clicks
/// topic's <c>max.message.bytes</c>, also when it is lowered meanwhile. Thread-safe.
/// </summary>
internal sealed class EventProducer : IDisposable
{
    private readonly KafkaOptions _options;
    private readonly int _timeoutMs;
    private readonly Lock _gate = new();
    private readonly List<Client> _clients = [];

    /// <param name="options">How Kafka is reached.</param>
    /// <param name="timeoutMs">Longest time that a write may take, ms.</param>
    public EventProducer(KafkaOptions options, int timeoutMs)
    {
        (_options, _timeoutMs) = (options, timeoutMs);
        _clients.Add(Open(ReadLimit(), TopicLimits.BatchBytesMax));
    }

    private Client Newest
    {
        get
        {
            lock (_gate)
            {
                return _clients[^1];
            }
        }
    }

    /// <summary>
    /// Learns which partitions the topic has and connects to their leaders. The client does neither before its first write, which would
    /// have to wait for both within its own time.
    /// </summary>
    /// <exception cref="KafkaException">The brokers do not answer, or the topic is not there.</exception>
    public async Task ConnectAsync()
    {
        var timeout = BrokerSettings.Wait(_options);
        using var admin = new DependentAdminClientBuilder(Newest.Producer.Handle).Build();
        var topic = admin.GetMetadata(_options.Clicks, timeout).Topics[0];
        if (topic.Error.IsError)
        {
            throw new KafkaException(topic.Error);
        }

        // Only its leader can say where a partition ends.
        await admin.ListOffsetsAsync(
            topic.Partitions.Select(partition => new TopicPartitionOffsetSpec
            {
                TopicPartition = new TopicPartition(_options.Clicks, partition.PartitionId),
                OffsetSpec = OffsetSpec.Latest(),
            }),
            new ListOffsetsOptions { RequestTimeout = timeout });
    }

    /// <summary>Why a write is not acknowledged that took too long.</summary>
    public static string Silence(KafkaOptions options) =>
        $"no broker at {options.Bootstrap} (Kafka:Bootstrap) answered in time, and it may have been written all the same";

    /// <returns>Where it was written, or why it was not.</returns>
    public async Task<WrittenEvent> WriteAsync(
        byte[] key, byte[] value, IReadOnlyList<KeyValuePair<string, byte[]>> headers, CancellationToken cancel)
    {
        var message = new Message<byte[], byte[]> { Key = key, Value = value, Headers = [] };
        foreach (var (name, bytes) in headers)
        {
            message.Headers.Add(name, bytes);
        }

        for (var client = Newest; ;)
        {
            try
            {
                var written = await client.Producer.ProduceAsync(_options.Clicks, message, cancel);
                return new WrittenEvent(written.Partition.Value, written.Offset.Value, null);
            }
            catch (ProduceException<byte[], byte[]> e) when (e.Error.Code == ErrorCode.MsgSizeTooLarge)
            {
                // Its whole batch was refused, and nothing of it was written.
                if (Smaller(client) is not { } smaller)
                {
                    return new WrittenEvent(-1, -1, Explain(e, client));
                }

                client = smaller;
            }
            catch (ProduceException<byte[], byte[]> e)
            {
                return new WrittenEvent(-1, -1, e.Error.Code == ErrorCode.Local_MsgTimedOut ? Silence(_options) : e.Error.Reason);
            }
        }
    }

    public void Dispose() => _clients.ForEach(client => client.Producer.Dispose());

    /// <summary>A client with smaller batches than the one that was refused; null where there is no smaller one.</summary>
    private Client? Smaller(Client refused)
    {
        lock (_gate)
        {
            if (_clients[^1].BatchBytes < refused.BatchBytes)
            {
                return _clients[^1]; // Another write was faster.
            }

            var limit = ReadLimit();
            var next = Open(limit, limit is null ? TopicLimits.Smaller(refused.BatchBytes) : TopicLimits.BatchBytesMax);
            if (next.BatchBytes >= refused.BatchBytes)
            {
                next.Producer.Dispose();
                return null;
            }

            _clients.Add(next);
            return next;
        }
    }

    private string Explain(ProduceException<byte[], byte[]> refusal, Client client) => client.Limit is { } limit
        ? $"{refusal.Error.Reason}: raise {TopicLimits.Setting} of topic '{_options.Clicks}' (Kafka:Clicks), which is {limit}"
        : $"{refusal.Error.Reason}: raise {TopicLimits.Setting} of topic '{_options.Clicks}' (Kafka:Clicks)";

    private int? ReadLimit() =>
        TopicLimits.Read(_options, [_options.Clicks]).TryGetValue(_options.Clicks, out var bytes) ? bytes : null;

    private Client Open(int? limit, int batchBytesMax)
    {
        var config = KafkaClientSettings.Producer(_options);
        config.MessageTimeoutMs = _timeoutMs;
        config.TopicMetadataRefreshIntervalMs = KafkaClientSettings.PartitionsLookMs;
        var bytes = Math.Min(config.BatchSize ?? TopicLimits.BatchBytesMax, batchBytesMax);
        bytes = limit is { } known ? Math.Min(bytes, TopicLimits.BatchBytes([known])) : bytes;
        config.BatchSize = bytes;
        var producer = new ProducerBuilder<byte[], byte[]>(config).SetLogHandler((_, _) => { }).Build();
        return new Client(producer, bytes, limit);
    }

    private sealed record Client(IProducer<byte[], byte[]> Producer, int BatchBytes, int? Limit);
}

/// <summary>What became of a write.</summary>
/// <param name="Partition">Its partition.</param>
/// <param name="Offset">Its offset.</param>
/// <param name="Fault">Null, or why Kafka has not acknowledged it.</param>
internal sealed record WrittenEvent(int Partition, long Offset, string? Fault);
