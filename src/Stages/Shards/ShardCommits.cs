using StreamReco.Stages.Batches;
using StreamReco.Stages.Metrics;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.Stages.Setup;
using StreamReco.Stages.State;

namespace StreamReco.Stages.Shards;

/// <summary>
/// The rules by which a shard's work becomes final: gathered micro-batches go in one commit, and a snapshot is stored
/// behind the commit that covers its offset. So the store never holds what was not committed. Knows nothing of waiting
/// for more work; one caller at a time.
/// </summary>
/// <param name="parts">What the shard's stages are made of.</param>
/// <param name="state">Gives snapshots.</param>
/// <param name="kept">The committed offset; emission begins there.</param>
/// <param name="sink">Where commits go.</param>
/// <param name="store">Where snapshots go.</param>
/// <param name="lease">The right to store them.</param>
/// <param name="progress">Shows what is committed.</param>
/// <param name="latency">Takes in how long answers took.</param>
/// <param name="watch">Looks at the users of a snapshot; null does not look.</param>
public sealed class ShardCommits(
    ShardParts parts, ISnapshotSource state, KeptOffset kept, IShardSink sink, IShardStore store, ShardLease lease,
    ShardProgress progress, LatencyHistogram latency, MiskeyedUserDetector? watch = null) : IShardCommits<EncodedBatch>
{
    /// <summary>Age at which a record is history as it is read: ten times the longest wait behind an ordinary hand-over.</summary>
    private const long HistoryAfterMs = 60_000;

    private readonly LimitOptions _limits = parts.Options.Limits;
    private readonly CommitPatience _patience = new(kept.Offset, parts.Options.Limits);
    private readonly List<OutboundRecord> _records = [];
    private readonly List<long> _receivedMs = [];
    private readonly List<OutboundBuffer> _memory = [];
    private FoldedBatch? _last;
    private ShardCounters? _before;
    private long _commits;
    private Task _storing = Task.CompletedTask;

    /// <summary>Nothing is gathered.</summary>
    public bool IsEmpty => _last is null;

    /// <summary>The commit takes no more: it is large enough, or its last micro-batch brought a snapshot.</summary>
    public bool IsFull => _records.Count >= _limits.CommitRecordsMax || _last?.Snapshot is not null;

    public KeptOffset Kept => kept;

    /// <inheritdoc/>
    public int Patience => _patience.Lingers;

    /// <summary>Takes a micro-batch into the next commit.</summary>
    public void Add(EncodedBatch batch)
    {
        _last = batch.Folded;
        _patience.Add(batch.Folded.NextOffset);
        _before ??= batch.Folded.BeforeEmission;
        _records.AddRange(batch.Records);
        for (var i = 0; i < batch.ReceivedMs.Count; i++)
        {
            _receivedMs.Add(BeginOf(batch.ReceivedMs[i], batch.Folded.ReadAtMs));
        }

        if (batch.Memory is { } memory)
        {
            _memory.Add(memory);
        }
    }

    /// <summary>
    /// What was older than a minute when it was read is history that is played, or waited for a node: its age says nothing of
    /// the path, so that its latency begins where it was read.
    /// </summary>
    private long BeginOf(long receivedMs, long readAtMs)
    {
        if (readAtMs - receivedMs < HistoryAfterMs)
        {
            return receivedMs;
        }

        latency.NoteHistory();
        return readAtMs;
    }

    /// <summary>
    /// Commits what is gathered, if anything, and begins to store its snapshot; one snapshot is on its way at a time.
    /// </summary>
    /// <exception cref="CommitFailedException">The shard goes back to the committed position.</exception>
    /// <exception cref="StaleOwnerException">A snapshot was refused: another owner has the shard.</exception>
    public async Task CommitAsync(CancellationToken cancel)
    {
        var snapshot = _last?.Snapshot;
        if (_last is { } last)
        {
            await CommitAsync(last, cancel);
        }

        Clear();
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

    public async Task RefreshAsync(CancellationToken cancel)
    {
        await sink.CommitAsync(new CommitUnit([], kept.Offset), cancel);
        kept.Note(kept.Offset);
    }

    /// <summary>Stores the last snapshot; everything that was folded has been committed.</summary>
    public async Task CloseAsync(CancellationToken cancel)
    {
        progress.Renew(await state.ReportQualityAsync());
        await _storing;
        await StoreAsync(await state.CaptureLastAsync(), cancel);
    }

    private async Task CommitAsync(FoldedBatch last, CancellationToken cancel)
    {
        if (last.NextOffset > kept.Offset)
        {
            var begun = parts.Time.GetTimestamp();
            await sink.CommitAsync(new CommitUnit(_records, last.NextOffset), cancel);
            var took = parts.Time.GetElapsedTime(begun);
            _patience.NoteCommit(took);
            parts.CommitLatency?.Record(took.TotalSeconds);
            kept.Note(last.NextOffset);
            _commits++;
            if (_receivedMs.Count > 0)
            {
                parts.FirstAnswer?.Note();
            }

            var nowMs = parts.Time.GetUtcNow().ToUnixTimeMilliseconds();
            foreach (var receivedMs in _receivedMs)
            {
                latency.Record((nowMs - receivedMs) * 1000);
            }
        }

        progress.Publish(new ShardStatus(last.Counters, last.NextOffset, last.WatermarkMs, last.Waiting, _commits)
        {
            Model = last.Model,
            Quality = last.Quality,
            Consent = last.Consent,
            Bots = last.Bots,
            Identity = last.Identity,
            Own = _before is null ? new ShardCounters() : last.Counters.Since(_before),
        });
    }

    /// <summary>Committed or of no matter: what failed keeps its memory, which nobody may write into any more.</summary>
    private void Clear()
    {
        _memory.ForEach(static memory => memory.Release());
        _memory.Clear();
        _records.Clear();
        _receivedMs.Clear();
        _last = null;
    }

    private async Task StoreAsync(CapturedSnapshot snapshot, CancellationToken cancel)
    {
        await store.SaveAsync(lease, snapshot.Delta, cancel);
        state.MarkStored(snapshot);
        progress.MarkStored(parts.Time.GetUtcNow());
        if (watch is not null)
        {
            await watch.CheckAsync(lease.Shard, snapshot.Delta.Users, cancel);
        }
    }
}
