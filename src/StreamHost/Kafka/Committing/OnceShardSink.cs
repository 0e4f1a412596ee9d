using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;

namespace StreamReco.StreamHost.Kafka.Committing;

/// <summary>
/// Leaves out what an earlier owner has written already, after a recovery without a committed offset. Whoever folds the
/// same records makes the same answers, so an answer is known by its origin.
/// </summary>
/// <param name="inner">The sink; disposed of with this one.</param>
/// <param name="written">Origins of what is out.</param>
internal sealed class OnceShardSink(IShardSink inner, IReadOnlySet<RecordOrigin> written) : IShardSink
{
    /// <summary>After so many records in a row that were not out, nothing of the earlier owner can come any more.</summary>
    private const int NewRecordsMax = 100_000;

    private int _newRecords;

    public Task<long?> OpenAsync(CancellationToken cancel) => inner.OpenAsync(cancel);

    public Task CommitAsync(CommitUnit unit, CancellationToken cancel)
    {
        if (_newRecords >= NewRecordsMax)
        {
            return inner.CommitAsync(unit, cancel);
        }

        var left = unit.Records.Where(IsNew).ToList();
        _newRecords = left.Count == unit.Records.Count ? _newRecords + left.Count : 0;
        return inner.CommitAsync(unit with { Records = left }, cancel);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private bool IsNew(OutboundRecord record) =>
        RecordOrigins.Of(record.ValueBytes) is not { } origin || !written.Contains(origin);
}
