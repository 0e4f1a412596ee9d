using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Producing;

namespace StreamReco.StreamHost.Http.Common;

/// <summary>
/// Writes events of the HTTP side into the clicks topic: what visitors send, and the pages of search that were served. The
/// client is opened when the node is there, before it is ready: the first write waits for nothing that the second does not wait for.
/// Thread-safe.
/// </summary>
internal sealed class HttpEvents(NodeContext context) : IDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private EventProducer? _producer;
    private volatile bool _isOpen;
    private volatile string? _why;
    private long _written;

    /// <summary>Events that Kafka has acknowledged.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>Why events cannot be written yet; null once the client is open.</summary>
    public string? Opening => _isOpen ? null
        : $"The client that writes events has not reached the leaders of topic '{context.Options.Kafka.Clicks}' (Kafka:Clicks) yet.{_why}";

    /// <summary>Opens the client; tries again each second until it is open, and says meanwhile why it is not.</summary>
    /// <param name="stop">Gives up.</param>
    public async Task OpenAsync(CancellationToken stop)
    {
        while (!_isOpen)
        {
            try
            {
                await Task.Run(() => ConnectAsync(stop), stop);
                _isOpen = true;
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                _why = $" {KafkaErrors.Describe(e, context.Options.Kafka) ?? e.Message}";
                await Task.Delay(_pause, context.Time, stop);
            }
        }
    }

    /// <inheritdoc cref="EventProducer.WriteAsync"/>
    public async Task<WrittenEvent> WriteAsync(
        byte[] key, byte[] value, IReadOnlyList<KeyValuePair<string, byte[]>> headers, CancellationToken cancel)
    {
        var written = await Producer().WriteAsync(key, value, headers, cancel);
        if (written.Fault is null)
        {
            Interlocked.Increment(ref _written);
        }

        return written;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _producer?.Dispose();
        }
    }

    private Task ConnectAsync(CancellationToken stop)
    {
        var producer = Producer();
        stop.ThrowIfCancellationRequested(); // making it asks the brokers, too
        return producer.ConnectAsync();
    }

    private EventProducer Producer()
    {
        lock (_gate)
        {
            return _producer ??= new EventProducer(context.Options.Kafka, Math.Max(1, context.Options.Http.RequestTimeoutMs * 3 / 4));
        }
    }
}
