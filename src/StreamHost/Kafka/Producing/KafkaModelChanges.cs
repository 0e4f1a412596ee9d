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
    private readonly KafkaControlRecords _records = new(options, "models", logger, time);

    /// <inheritdoc/>
    public Task<IReadOnlyList<int>> BeginAsync(CancellationToken cancel) => _records.BeginAsync(cancel);

    /// <inheritdoc/>
    public Task<long> WriteAsync(int partition, string version, string request, CancellationToken cancel) =>
        _records.WriteAsync(partition, (ControlHeaders.ModelChange, version), "{}"u8.ToArray(), request, cancel);

    public void Dispose() => _records.Dispose();
}
