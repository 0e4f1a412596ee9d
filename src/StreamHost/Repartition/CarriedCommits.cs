using StreamReco.Stages;
using StreamReco.Stages.Metrics;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.Stages.Shards;

namespace StreamReco.StreamHost.Repartition;

/// <summary>Writes the micro-batches of one partition into the topic by user, several in a commit where they come fast.</summary>
internal sealed class CarriedCommits(RepartitionStage stage, IShardSink sink, ShardProgress progress, LimitOptions limits)
    : IShardCommits<RecordBatch>
{
    private readonly List<OutboundRecord> _records = [];
    private readonly ShardCounters _counters = new();
    private long? _nextOffset;
    private long _commits;

    public bool IsEmpty => _nextOffset is null;

    public bool IsFull => _records.Count >= limits.CommitRecordsMax;

    public void Add(RecordBatch batch)
    {
        stage.Run(batch, _records);
        _nextOffset = batch.NextOffset;
        for (var i = 0; i < batch.Records.Count; i++)
        {
            _counters.CountApplied();
        }
    }

    public async Task CommitAsync(CancellationToken cancel)
    {
        if (_nextOffset is not { } nextOffset)
        {
            return;
        }

        await sink.CommitAsync(new CommitUnit(_records, nextOffset), cancel);
        _records.Clear();
        _nextOffset = null;
        progress.Publish(new ShardStanding(_counters.Copy(), nextOffset, long.MinValue, 0, ++_commits)
        {
            Own = _counters.Copy(),
        });
    }

    public Task CloseAsync(CancellationToken cancel) => CommitAsync(cancel);
}
