using System.Threading.Tasks.Dataflow;
using StreamReco.Stages.Answers;
using StreamReco.Stages.Metrics;
using StreamReco.Stages.Ports;

namespace StreamReco.Stages.Shards;

/// <summary>
/// The end of a shard's path: waits a moment for work that goes in one commit, by the rules of <see cref="ShardCommits"/>.
/// </summary>
public sealed class CommitStage(
    ShardParts parts, FoldStage fold, IShardSink sink, IShardStore store, ShardLease lease, ShardProgress progress,
    LatencyHistogram latency, SplitUserWatch? watch = null)
{
    private readonly LimitOptions _limits = parts.Options.Limits;
    private readonly ShardCommits _commits = new(parts, fold, sink, store, lease, progress, latency, watch);

    /// <summary>Commits until the source is exhausted, then stores the last snapshot.</summary>
    public async Task RunAsync(IReceivableSourceBlock<EncodedBatch> source, CancellationToken cancel)
    {
        while (await source.OutputAvailableAsync(cancel))
        {
            await GatherAsync(source, cancel);
            await _commits.CommitAsync(cancel);
        }

        await source.Completion;
        await _commits.CloseAsync(cancel);
    }

    /// <summary>Gathers what one commit covers; nothing when the source failed after it had offered a batch.</summary>
    private async Task GatherAsync(IReceivableSourceBlock<EncodedBatch> source, CancellationToken cancel)
    {
        var started = parts.Time.GetTimestamp();
        while (true)
        {
            while (!_commits.IsFull && source.TryReceive(out var batch))
            {
                _commits.Add(batch);
            }

            var left = _limits.CommitLingerMs - parts.Time.GetElapsedTime(started).TotalMilliseconds;
            if (source.Completion.IsCompleted || (!_commits.IsEmpty && (left <= 0 || _commits.IsFull)))
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Math.Max(1, left)), parts.Time, cancel);
        }
    }
}
