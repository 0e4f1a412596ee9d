using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Serving;

namespace StreamReco.StreamHost.Kafka.Producing;

/// <summary>Writes versions of experiments into the clicks topic (see <see cref="LogRecordKind.Experiment"/>).</summary>
/// <param name="options">How Kafka is reached.</param>
/// <param name="logger">Where the client's lines go.</param>
/// <param name="time">Their clock.</param>
internal sealed class KafkaExperimentChanges(KafkaOptions options, ILogger logger, TimeProvider time) : IExperimentChangeWriter
{
    private readonly KafkaControlRecords _records = new(options, "experiments", ControlHeaders.Experiment, logger, time);

    /// <inheritdoc/>
    /// <exception cref="KafkaException">No broker answers, or there is no topic.</exception>
    public Task<IReadOnlyList<int>> BeginAsync(CancellationToken cancel) => _records.BeginAsync(cancel);

    /// <inheritdoc/>
    /// <exception cref="KafkaException">A later writer has begun, or a broker did not take it, or it is unknown whether it did.</exception>
    public Task<long> WriteAsync(int partition, string experiment, string definition, string request, CancellationToken cancel) =>
        _records.WriteAsync(partition, experiment, Encoding.UTF8.GetBytes(definition), request, cancel);

    public void Dispose() => _records.Dispose();
}
