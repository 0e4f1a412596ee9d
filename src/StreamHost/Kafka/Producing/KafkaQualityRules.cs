using Microsoft.Extensions.Logging;
using StreamReco.Models.DataQuality;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Serving;

namespace StreamReco.StreamHost.Kafka.Producing;

/// <summary>Writes quality rules into the clicks topic (see <see cref="LogRecordKind.QualityRules"/>).</summary>
/// <param name="options">How Kafka is reached.</param>
/// <param name="logger">Where the client's lines go.</param>
/// <param name="time">Their clock.</param>
internal sealed class KafkaQualityRules(KafkaOptions options, ILogger logger, TimeProvider time) : IQualityRulesWriter
{
    private readonly KafkaControlRecords _records = new(options, "quality", ControlHeaders.QualityRules, logger, time);

    /// <inheritdoc/>
    public Task<IReadOnlyList<int>> BeginAsync(CancellationToken cancel) => _records.BeginAsync(cancel);

    /// <inheritdoc/>
    public Task<long> WriteAsync(int partition, QualityRules rules, string request, CancellationToken cancel) =>
        _records.WriteAsync(partition, rules.Version, rules.Bytes.ToArray(), request, cancel);

    public void Dispose() => _records.Dispose();
}
