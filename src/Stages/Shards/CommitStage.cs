using System.Threading.Tasks.Dataflow;
using StreamReco.Stages.Answers;
using StreamReco.Stages.Metrics;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;

namespace StreamReco.Stages.Shards;

/// <summary>
/// The end of a shard's path: merges the micro-batches that are ready, commits them at once, and stores a snapshot
/// behind the commit that covers its offset. So the store never holds what was not committed.
/// </summary>
public sealed class CommitStage(
    ShardParts parts, FoldStage fold, IShardSink sink, IShardStore store, ShardLease lease, ShardProgress progress,
    LatencyHistogram latency)
{
    private readonly LimitOptions _limits = parts.Options.Limits;
    private readonly List<OutboundRecord> _records = [];
    private readonly List<long> _receivedMs = [];
    private long _committed = fold.EmitFrom;
    private long _commits;
    private Task _storing = Task.CompletedTask;

    /// <summary>Commits until the source is exhausted, then stores the last snapshot.</summary>
    public async Task RunAsync(IReceivableSourceBlock<EncodedBatch> source, CancellationToken cancel)
    {
        while (await source.OutputAvailableAsync(cancel))
        {
            var (last, snapshot) = await GatherAsync(source, cancel);
            if (last is not null)
            {
                await CommitAsync(last, cancel);
            }

            if (_storing.IsCompleted)
            {
                await _storing; // A snapshot that failed is the shard's failure: no other one would follow it.
            }

            if (snapshot is not null)
            {
                await _storing;
                _storing = StoreAsync(snapshot, cancel);
            }
        }

        await source.Completion;
        await _storing;
        await StoreAsync(fold.Capture(), cancel);
    }

    /// <summary>What one commit covers; nothing when the source failed after it had offered a batch.</summary>
    private async Task<(FoldedBatch? Last, CapturedSnapshot? Snapshot)> GatherAsync(
        IReceivableSourceBlock<EncodedBatch> source, CancellationToken cancel)
    {
        _records.Clear();
        _receivedMs.Clear();
        FoldedBatch? last = null;
        CapturedSnapshot? snapshot = null;
        var started = parts.Time.GetTimestamp();
        while (true)
        {
            while (_records.Count < _limits.CommitRecordsMax && snapshot is null && source.TryReceive(out var batch))
            {
                last = batch.Folded;
                snapshot = batch.Folded.Snapshot;
                _records.AddRange(batch.Records);
                _receivedMs.AddRange(batch.ReceivedMs);
            }

            var left = _limits.CommitLingerMs - parts.Time.GetElapsedTime(started).TotalMilliseconds;
            if (source.Completion.IsCompleted || (last is not null
                && (left <= 0 || snapshot is not null || _records.Count >= _limits.CommitRecordsMax)))
            {
                return (last, snapshot);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Math.Max(1, left)), parts.Time, cancel);
        }
    }

    private async Task CommitAsync(FoldedBatch last, CancellationToken cancel)
    {
        if (last.NextOffset > _committed)
        {
            await sink.CommitAsync(new CommitUnit(_records, last.NextOffset), cancel);
            _committed = last.NextOffset;
            _commits++;
            var nowMs = parts.Time.GetUtcNow().ToUnixTimeMilliseconds();
            foreach (var receivedMs in _receivedMs)
            {
                latency.Record((nowMs - receivedMs) * 1000);
            }
        }

        progress.Publish(new ShardStanding(last.Counters, last.NextOffset, last.WatermarkMs, last.Waiting, _commits));
    }

    private async Task StoreAsync(CapturedSnapshot snapshot, CancellationToken cancel)
    {
        await store.SaveAsync(lease, snapshot.Delta, cancel);
        fold.MarkStored(snapshot);
    }
}
