using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;

namespace StreamReco.StreamHost.Kafka.Committing;

/// <summary>Counts the answers that a sink committed.</summary>
/// <param name="inner">The sink; disposed of with this one.</param>
/// <param name="onCommitted">Receives the answers of each commit.</param>
internal sealed class CountedShardSink(IShardSink inner, Action<int> onCommitted) : IShardSink
{
    public Task<long?> OpenAsync(CancellationToken cancel) => inner.OpenAsync(cancel);

    public async Task CommitAsync(CommitUnit unit, CancellationToken cancel)
    {
        await inner.CommitAsync(unit, cancel);
        onCommitted(unit.Records.Count(record => record is { Topic: OutboundTopic.Recommendations, ValueBytes.IsNull: false }));
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
