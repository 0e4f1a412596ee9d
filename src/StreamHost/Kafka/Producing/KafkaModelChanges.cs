using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Serving;

namespace StreamReco.StreamHost.Kafka.Producing;

/// <summary>Writes a change of model into the clicks topic (see <see cref="LogRecordKind.ModelChange"/>).</summary>
/// <param name="options">How Kafka is reached.</param>
/// <param name="logger">Where the client's lines go.</param>
/// <param name="time">Their clock.</param>
internal sealed class KafkaModelChanges(KafkaOptions options, ILogger logger, TimeProvider time) : IModelChangeWriter
{
    private readonly KafkaControlRecords _records = new(options, "models", ControlHeaders.ModelChange, logger, time);

    /// <inheritdoc/>
    /// <exception cref="KafkaException">No broker answers, or there is no topic.</exception>
    public Task<IReadOnlyList<int>> BeginAsync(CancellationToken cancel) => _records.BeginAsync(cancel);

    /// <inheritdoc/>
    /// <exception cref="KafkaException">A later writer has begun, or a broker did not take it, or it is unknown whether it did.</exception>
    public Task<long> WriteAsync(int partition, string version, string request, CancellationToken cancel) =>
        _records.WriteAsync(partition, version, "{}"u8.ToArray(), request, cancel);

    public void Dispose() => _records.Dispose();
}
