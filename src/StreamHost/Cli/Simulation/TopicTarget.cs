using System.Text;
using StreamReco.Models.Data;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Kafka.Topics;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Cli.Simulation;

/// <summary>
/// The topics of clicks and catalog; Kafka's timestamp of a record is the simulated moment of its arrival.
/// </summary>
internal sealed class TopicTarget : IRecordTarget
{
    private readonly KafkaOptions _options;
    private readonly RecordWriter _writer;

    private TopicTarget(KafkaOptions options) => (_options, _writer) = (options, new RecordWriter(options));

    public string Name => $"topic {_options.Clicks} on {_options.Bootstrap}";

    /// <exception cref="KafkaSetupException">No broker answers, or a topic is missing.</exception>
    public static async Task<TopicTarget> OpenAsync(KafkaOptions options, TimeProvider time, CancellationToken cancel)
    {
        await TopicPresence.CheckAsync(
            options, [("Kafka:Clicks", options.Clicks), ("Kafka:Catalog", options.Catalog)], time, cancel);
        return new TopicTarget(options);
    }

    public void WriteCatalog(IEnumerable<KeyedPayload> items, CancellationToken cancel)
    {
        foreach (var item in items)
        {
            Write(_options.Catalog, item, cancel);
        }
    }

    public void WriteClick(in KeyedPayload click, CancellationToken cancel) => Write(_options.Clicks, click, cancel);

    public void Finish() => _writer.Flush(TimeSpan.FromMilliseconds(_options.RequestTimeoutMs));

    public ValueTask DisposeAsync()
    {
        _writer.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Write(string topic, in KeyedPayload record, CancellationToken cancel) =>
        _writer.Write(
            topic, Encoding.UTF8.GetBytes(record.Key), record.Payload, record.TimeMs, onWritten: null, cancel);
}
