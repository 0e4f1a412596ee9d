using System.Threading.Tasks.Dataflow;
using StreamReco.Stages;
using StreamReco.Stages.Metrics;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.Stages.Shards;

namespace StreamReco.StreamHost.Repartition;

/// <summary>Carries the micro-batches of one partition over, several in a commit where they come fast.</summary>
internal sealed class Carrier(
    RepartitionStage stage, IShardSink sink, ShardProgress progress, LimitOptions limits, TimeProvider time)
{
    private readonly List<OutboundRecord> _records = [];
    private readonly ShardCounters _counters = new();
    private long _commits;

    public async Task RunAsync(IReceivableSourceBlock<RecordBatch> source, CancellationToken cancel)
    {
        while (await source.OutputAvailableAsync(cancel))
        {
            if (await GatherAsync(source, cancel) is { } nextOffset)
            {
                await sink.CommitAsync(new CommitUnit(_records, nextOffset), cancel);
                _records.Clear();
                progress.Publish(new ShardStanding(_counters.Copy(), nextOffset, long.MinValue, 0, ++_commits)
                {
                    Own = _counters.Copy(),
                });
            }
        }

        await source.Completion;
    }

    /// <returns>The offset behind what was gathered, or null when the source failed.</returns>
    private async Task<long?> GatherAsync(IReceivableSourceBlock<RecordBatch> source, CancellationToken cancel)
    {
        var started = time.GetTimestamp();
        long? nextOffset = null;
        while (true)
        {
            while (_records.Count < limits.CommitRecordsMax && source.TryReceive(out var batch))
            {
                stage.Run(batch, _records);
                nextOffset = batch.NextOffset;
                foreach (var _ in batch.Records)
                {
                    _counters.CountApplied();
                }
            }

            var left = limits.CommitLingerMs - time.GetElapsedTime(started).TotalMilliseconds;
            if (source.Completion.IsCompleted || left <= 0 || _records.Count >= limits.CommitRecordsMax)
            {
                return nextOffset;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Math.Max(1, left)), time, cancel);
        }
    }
}
