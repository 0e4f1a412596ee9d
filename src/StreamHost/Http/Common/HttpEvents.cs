using StreamReco.StreamHost.Kafka.Producing;

namespace StreamReco.StreamHost.Http.Common;

/// <summary>
/// Writes events of the HTTP side into the clicks topic: what visitors send, and the pages of search that were served. The
/// client is opened with the first write. Thread-safe.
/// </summary>
internal sealed class HttpEvents(NodeContext context) : IDisposable
{
    private readonly Lazy<EventProducer> _producer = new(() => new EventProducer(
        context.Options.Kafka, Math.Max(1, context.Options.Http.RequestTimeoutMs * 3 / 4)));

    private long _written;

    /// <summary>Events that Kafka has acknowledged.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <inheritdoc cref="EventProducer.WriteAsync"/>
    public async Task<WrittenEvent> WriteAsync(
        byte[] key, byte[] value, IReadOnlyList<KeyValuePair<string, byte[]>> headers, CancellationToken cancel)
    {
        var written = await _producer.Value.WriteAsync(key, value, headers, cancel);
        if (written.Fault is null)
        {
            Interlocked.Increment(ref _written);
        }

        return written;
    }

    public void Dispose()
    {
        if (_producer.IsValueCreated)
        {
            _producer.Value.Dispose();
        }
    }
}
