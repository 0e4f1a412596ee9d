using StreamReco.Stages;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Metrics;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Recommendations;
using StreamReco.Stages.Records;
using StreamReco.Stages.Setup;
using StreamReco.Stages.Shards;

namespace StreamReco.Rig.Simulation;

/// <summary>The real stages of one open shard, taken a step at a time: fold, score, rank, answer, commit, store.</summary>
internal sealed class ShardPath : IDisposable
{
    private readonly SimulatedWorld _world;
    private readonly PipelineOptions _options;
    private readonly IShardStore _store;
    private readonly RecoveredShard _shard;
    private readonly ShardStages _stages;
    private readonly Func<RecordBatch, CancellationToken, Task<EncodedBatch>> _run;
    private readonly ShardCommits _commits;
    private readonly Queue<EncodedBatch> _outbox = new();
    private readonly ShardProgress _progress;
    private long _answeredAt;

    public ShardPath(
        SimulatedWorld world, SimulatedNode node, ShardId id, RecoveredShard shard, PipelineOptions options,
        IShardSink sink, IShardStore store)
    {
        _world = world;
        _options = options;
        _store = store;
        _shard = shard;
        _progress = new ShardProgress(id);
        var parts = new ShardParts(id, options, SimulatedWorld.Models, node.Catalog, world.Clock) { WritesVerdicts = true };
        var fold = new FoldStage(parts, shard.Model, shard.State, shard.Users, shard.Loader, shard.Plan.EmitFrom);

        // Answers carry the moment of their making, which no promise covers: it stands still, so that bytes can be compared.
        _stages = new ShardStages(parts, fold, new RecommendStage(parts with { Time = SimulatedWorld.StoppedClock }, "test"));
        _run = CalledStages.Of<RecordBatch, EncodedBatch>(records => StageOrder.OfRecords(records, _stages, _stages));
        _commits = new ShardCommits(
            parts, fold, new KeptOffset(fold.EmitFrom, TimeSpan.Zero, world.Clock), sink, store, shard.Lease, _progress, new LatencyHistogram());
        Position = shard.Plan.StartOffset;
        _answeredAt = world.Clock.GetTimestamp();
        if (world.Plan.Bug == PlantedBug.EvictionOfUnsavedUsers)
        {
            shard.Users.MarkStored(long.MaxValue);
        }
    }

    /// <summary>The next offset to read.</summary>
    public long Position { get; private set; }

    /// <summary>Commits of this opening.</summary>
    public long Commits => _progress.Status.Commits;

    /// <summary>Micro-batches that wait for a commit.</summary>
    public int Waiting => _outbox.Count;

    /// <summary>Clicks that wait for the throttle.</summary>
    public int Throttled => _shard.State.Pending.Count;

    /// <summary>Takes a micro-batch up to the outbox.</summary>
    public async Task FoldAsync(RecordBatch batch, CancellationToken cancel)
    {
        Position = batch.NextOffset;
        LookAtTheClock();
        _outbox.Enqueue(await _run(batch, cancel));
    }

    /// <summary>Commits up to <paramref name="batchesMax"/> micro-batches of the outbox.</summary>
    public async Task CommitAsync(int batchesMax, CancellationToken cancel)
    {
        for (var taken = 0; taken < batchesMax && !_commits.IsFull && _outbox.Count > 0; taken++)
        {
            var batch = _outbox.Dequeue();
            _commits.Add(batch);
            if (_world.Plan.Bug == PlantedBug.SnapshotBeforeCommit && batch.Folded.Snapshot is { } early)
            {
                await _store.SaveAsync(_shard.Lease, early.Delta, cancel);
            }
        }

        await _commits.CommitAsync(cancel);
    }

    public Task CloseAsync(CancellationToken cancel) => _commits.CloseAsync(cancel);

    public void Dispose() => _stages.Dispose();

    private void LookAtTheClock()
    {
        if (_world.Plan.Bug != PlantedBug.TriggerByWallClock)
        {
            return;
        }

        var passed = _world.Clock.GetElapsedTime(_answeredAt).TotalMilliseconds >= _world.Plan.IntervalMs;
        _options.Trigger.EmitIntervalMs = passed ? 0 : _world.Plan.IntervalMs;
        _answeredAt = passed ? _world.Clock.GetTimestamp() : _answeredAt;
    }
}
