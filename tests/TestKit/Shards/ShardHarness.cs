using StreamReco.Stages.Batches;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Recommendations;
using StreamReco.Stages.Records;
using StreamReco.Stages.Setup;
using StreamReco.Stages.Shards;
using StreamReco.Stages.State;

namespace StreamReco.TestKit.Shards;

/// <summary>
/// One owner of one shard, driven by hand: recovers as the service does, folds, scores, ranks, answers and commits one
/// micro-batch at a time on the caller's thread, and stores a snapshot when one is due or it is told to. A crash is to
/// let it go and open another one over the same store and commit log.
/// </summary>
public sealed class ShardHarness : IDisposable
{
    private readonly IShardStore _store;
    private readonly IShardSink _sink;
    private readonly ShardLease _lease;
    private readonly ShardStages _stages;
    private readonly Func<RecordBatch, CancellationToken, Task<FoldedBatch>> _fold;
    private readonly Func<FoldedBatch, CancellationToken, Task<EncodedBatch>> _recommend;
    private readonly Func<FoldedBatch, CancellationToken, Task<FoldedBatch>> _rankQueries;
    private readonly ShardState _state;

    private ShardHarness(ShardSetup setup, IShardSink sink, RecoveredShard shard)
    {
        var parts = new ShardParts(setup.Shard, setup.Options, setup.Models, setup.Catalog, setup.Time)
        {
            Quality = setup.Quality,
            WritesVerdicts = setup.WritesVerdicts,
            WritesAlerts = setup.WritesAlerts,
        };
        _store = setup.Store;
        _sink = sink;
        _lease = shard.Lease;
        _state = shard.State;
        Users = shard.Users;
        Plan = shard.Plan;
        Committed = Plan.EmitFrom;
        Fold = new FoldStage(parts, shard.Model, _state, Users, shard.Loader, Plan.EmitFrom, shard.Arms);
        _stages = new ShardStages(parts, Fold, new RecommendStage(parts, "test"));
        _fold = CalledStages.Of<RecordBatch, FoldedBatch>(records => StageOrder.OfFold(records, _stages, _stages));
        _recommend = CalledStages.Of<FoldedBatch, EncodedBatch>(folded =>
            StageOrder.OfRequests(folded, _stages, RetrieveAsync).Then(PathStage.Recommend, _stages.Recommend));
        _rankQueries = _stages.ForQueries(query => Task.FromResult(query()));
    }

    public RecoveryPlan Plan { get; }

    public FoldStage Fold { get; }

    /// <summary>The users in memory.</summary>
    public UserTable Users { get; }

    /// <summary>The offset up to which this owner has committed.</summary>
    public long Committed { get; private set; }

    /// <summary>The offset behind the last folded record.</summary>
    public long NextOffset => _state.NextOffset;

    public ShardCounters Counters => _state.Counters;

    /// <summary>Items of the newest closed trending window.</summary>
    public IReadOnlyList<string> Trending => _state.Trending.Top;

    /// <summary>Event time that the shard has reached, Unix milliseconds.</summary>
    public long WatermarkMs => _state.WatermarkMs;

    /// <summary>The shard's own state in its durable form, live sources included.</summary>
    public byte[] StateBytes()
    {
        var state = new CapturedSnapshot(new SnapshotDelta(NextOffset, _state.ToBytes(), []), 0);
        return Fold.Retrieve.Complete(state).Delta.State.ToArray();
    }

    /// <summary>Takes the shard over and brings its state back, as the service does after a crash.</summary>
    public static async Task<ShardHarness> OpenAsync(ShardSetup setup, IShardSink sink, CancellationToken cancel = default)
    {
        var recovery = new ShardRecovery(setup.Options, setup.Models, setup.Store, "test", setup.Erasures);
        return new ShardHarness(setup, sink, await recovery.RunAsync(setup.Shard, sink, () => setup.LogStart, cancel));
    }

    /// <summary>Users who are asked about from outside, in front of retrieval and behind it.</summary>
    public IReadOnlyList<string> Queried { get; set; } = [];

    /// <summary>What a user would be answered now, as the API asks it.</summary>
    public async Task<RecommendationRequest> QueryAsync(string user, CancellationToken cancel = default)
    {
        var (request, _) = Fold.RequestOf(user, stored: null);
        await _rankQueries(FoldedBatch.OfQuery(request), cancel);
        return request;
    }

    /// <summary>Takes one micro-batch through the fold only.</summary>
    public Task<FoldedBatch> FoldAsync(RecordBatch batch, CancellationToken cancel = default) => _fold(batch, cancel);

    /// <summary>Takes one micro-batch all the way to its commit.</summary>
    public async Task<EncodedBatch> RunAsync(RecordBatch batch, CancellationToken cancel = default)
    {
        var encoded = await _recommend(await FoldAsync(batch, cancel), cancel);
        var folded = encoded.Folded;
        if (folded.NextOffset > Committed)
        {
            await _sink.CommitAsync(new CommitUnit(encoded.Records, folded.NextOffset), cancel);
            Committed = folded.NextOffset;
        }

        if (folded.Snapshot is { } due)
        {
            await StoreAsync(due, cancel);
        }

        return encoded;
    }

    /// <summary>Takes all of them, in order.</summary>
    public async Task RunAsync(IEnumerable<RecordBatch> batches, CancellationToken cancel = default)
    {
        foreach (var batch in batches)
        {
            await RunAsync(batch, cancel);
        }
    }

    /// <summary>Stores the state as it is now; refused by the recovery of the next owner when it is ahead of the commit.</summary>
    public Task StoreSnapshotAsync(CancellationToken cancel = default) => StoreAsync(Fold.CaptureLast(), cancel);

    /// <summary>Stores the state and reads every user back: the users' durable bytes by id.</summary>
    public async Task<SortedDictionary<string, byte[]>> StoreAndReadUsersAsync(CancellationToken cancel = default)
    {
        await StoreSnapshotAsync(cancel);
        var users = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        await foreach (var user in _store.ReadUsersAsync(_lease.Shard, cancel))
        {
            users.Add(user.UserId, user.State.ToArray());
        }

        return users;
    }

    public void Dispose() => _stages.Dispose();

    private async Task<FoldedBatch> RetrieveAsync(FoldedBatch batch, CancellationToken cancel)
    {
        await QueryAllAsync(cancel);
        var retrieved = _stages.Retrieve(batch);
        await QueryAllAsync(cancel);
        return retrieved;
    }

    private async Task QueryAllAsync(CancellationToken cancel)
    {
        foreach (var user in Queried)
        {
            await QueryAsync(user, cancel);
        }
    }

    private async Task StoreAsync(CapturedSnapshot snapshot, CancellationToken cancel)
    {
        await _store.SaveAsync(_lease, snapshot.Delta, cancel);
        Fold.MarkStored(snapshot);
    }
}
