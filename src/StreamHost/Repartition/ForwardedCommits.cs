using StreamReco.Models.Decoding;
using StreamReco.Stages;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.Stages.Shards;
using StreamReco.Stages.State;
using StreamReco.StreamHost.Kafka.Committing;

namespace StreamReco.StreamHost.Repartition;

/// <summary>Writes the micro-batches of one partition into the topic by user, several in a commit where they come fast.</summary>
internal sealed class ForwardedCommits(
    RepartitionStage stage, IShardSink sink, RefusedClicks refused, KeptOffset kept, ShardProgress progress, LimitOptions limits)
    : IShardCommits<RecordBatch>
{
    private readonly List<OutboundRecord> _records = [];
    private readonly ShardCounters _counters = new();
    private readonly CommitPatience _patience = new(kept.Offset, limits);
    private long? _nextOffset;
    private int _read;
    private long _commits;

    public bool IsEmpty => _nextOffset is null;

    public KeptOffset Kept => kept;

    public bool IsFull => _records.Count >= limits.CommitRecordsMax;

    public int Patience => _patience.Lingers;

    public void Add(RecordBatch batch)
    {
        _patience.Add(batch.NextOffset);
        stage.Run(batch, _records);
        _nextOffset = batch.NextOffset;
        _read += batch.Records.Count;
    }

    public async Task CommitAsync(CancellationToken cancel)
    {
        if (_nextOffset is not { } nextOffset)
        {
            return;
        }

        var rejected = await CommitAsync(nextOffset, cancel);
        Count(rejected);
        kept.Note(nextOffset);
        _records.Clear();
        _nextOffset = null;
        progress.Publish(new ShardStatus(_counters.Copy(), nextOffset, long.MinValue, 0, ++_commits)
        {
            Own = _counters.Copy(),
        });
    }

    /// <returns>The failures of clicks that the topic by user does not take.</returns>
    private async Task<IReadOnlyList<FailureType>> CommitAsync(long nextOffset, CancellationToken cancel)
    {
        try
        {
            await sink.CommitAsync(new CommitUnit(_records, nextOffset), cancel);
            return [];
        }
        catch (Exception e) when (Refusal.MayBe(e))
        {
            if (await refused.ReplaceAsync(_records, cancel) is not { } replaced)
            {
                throw;
            }

            await sink.CommitAsync(new CommitUnit(replaced.Records, nextOffset), cancel);
            return replaced.Rejected;
        }
    }

    private void Count(IReadOnlyList<FailureType> rejected)
    {
        foreach (var type in rejected)
        {
            _counters.CountRejected(type);
        }

        for (_read -= rejected.Count; _read > 0; _read--)
        {
            _counters.CountApplied();
        }
    }

    public async Task RefreshAsync(CancellationToken cancel)
    {
        await sink.CommitAsync(new CommitUnit([], kept.Offset), cancel);
        kept.Note(kept.Offset);
    }

    public Task CloseAsync(CancellationToken cancel) => CommitAsync(cancel);
}
