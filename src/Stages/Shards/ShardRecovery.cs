using StreamReco.Models.Users;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Privacy;
using StreamReco.Stages.Serving;

namespace StreamReco.Stages.Shards;

/// <summary>
/// Takes a shard over: lease (fences stale snapshots), sink (fences stale transactions), newest snapshot, and the plan.
/// </summary>
public sealed class ShardRecovery(
    PipelineOptions options, IModelShelf models, IShardStore store, string owner, IErasureLedger? erasures = null)
{
    private readonly string _keyId = Pseudonymizer.Open(options.Privacy)?.KeyId ?? "";
    private readonly bool _knowsErasures = Pseudonymizer.OpenForErasures(options.Privacy) is not null;

    /// <inheritdoc cref="RunAsync(ShardId, HeldLease, IShardSink, Func{long}, long, CancellationToken)"/>
    public Task<RecoveredShard> RunAsync(
        ShardId shard, IShardSink sink, Func<long> logStart, CancellationToken cancel) =>
        RunAsync(shard, new HeldLease(), sink, logStart, foldFrom: 0, cancel);

    /// <param name="shard">The shard.</param>
    /// <param name="held">
    /// The lease of an owner that opens its shard anew, which takes it only while nobody has overtaken it; without one the
    /// shard is taken from whoever has it. Holds the new lease as soon as there is one.
    /// </param>
    /// <param name="sink">Its sink.</param>
    /// <param name="logStart">Reads the oldest offset that the topic still holds.</param>
    /// <param name="foldFrom">Where the fold begins without a snapshot: 0, or the start of a replayed span.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="StaleOwnerException">Another owner took the shard over in the meantime.</exception>
    /// <exception cref="StateAheadException">The snapshot includes records that are not committed.</exception>
    /// <exception cref="PseudonymKeyException">The snapshot was made with another key, or without one.</exception>
    public async Task<RecoveredShard> RunAsync(
        ShardId shard, HeldLease held, IShardSink sink, Func<long> logStart, long foldFrom, CancellationToken cancel)
    {
        var lease = held.Lease is { } mine
            ? await store.ReacquireAsync(mine, cancel) : await store.AcquireAsync(shard, owner, cancel);
        held.Lease = lease;
        var committed = await sink.OpenAsync(cancel);
        var snapshot = await store.LoadAsync(shard, cancel);

        // Who stopped amid this may have been overtaken: committed offset, snapshot and users would be of different
        // moments. An owner that comes later opens its sink later, and so fences this one before the store changes.
        await store.CheckAsync(lease, cancel);
        var plan = RecoveryPlan.Make(shard, snapshot?.NextOffset, committed, logStart(), foldFrom);
        var state = snapshot is null
            ? await BeginAsync(lease, plan, committed, cancel)
            : ShardState.FromBytes(snapshot.State.Span, options.Window);
        CheckKey(shard, state.KeyId);
        CheckErasures(shard, state);
        var (model, warning) = await FindModelAsync(shard, state, cancel);
        var codec = new UserStateCodec(options.UserState, model.Artifact.Items);
        var users = new UserTable(options.UserState, codec, options.Limits.ResidentUsersMax, snapshot?.HasUsers == true);
        var loader = new UserLoader(store, shard);
        await loader.LoadWaitingAsync(users, state, cancel);
        return new RecoveredShard(lease, Warned(plan, warning), state, users, loader, model);
    }

    /// <summary>
    /// A state that begins anew. Erasures further on in the log are part of it from its first record on, and it is stored
    /// at once: a repeat of its beginning must not meet others.
    /// </summary>
    private async Task<ShardState> BeginAsync(ShardLease lease, RecoveryPlan plan, long? committed, CancellationToken cancel)
    {
        var state = new ShardState(options.Window) { KeyId = _keyId, NextOffset = plan.StartOffset };
        if (erasures is null)
        {
            return state;
        }

        foreach (var mark in await erasures.ReadAsync(lease.Shard, cancel))
        {
            if (mark.Offset >= plan.StartOffset)
            {
                state.Erased.Add(mark);
            }
        }

        if (committed is null || committed >= plan.StartOffset)
        {
            await store.SaveAsync(lease, new SnapshotDelta(plan.StartOffset, state.ToBytes(), []), cancel);
        }

        return state;
    }

    private void CheckErasures(ShardId shard, ShardState state)
    {
        if (state.Erased.Count > 0 && !_knowsErasures)
        {
            throw new PseudonymKeyException(
                $"The state of {shard} remembers erased users, but neither Privacy:ErasureKeyFile nor "
                    + "Privacy:PseudonymKeyFile is set: their earlier clicks could not be told. Set the key.");
        }
    }

    /// <summary>
    /// The model that the state names. The settings speak last where they were changed behind the change of model; what
    /// is not at hand is refused as a change in the log is: the model of the settings answers.
    /// </summary>
    private async Task<(ServedModel Model, string? Warning)> FindModelAsync(
        ShardId shard, ShardState state, CancellationToken cancel)
    {
        if (state.Model is not { } change)
        {
            return (models.Base, null);
        }

        if (change.Base != models.Base.Version)
        {
            state.Model = null;
            return (models.Base, $"{shard}: model {models.Base.Version} of the settings takes the place of {change.Version}, which the log had put there.");
        }

        var found = await models.FindAsync(change.Version, cancel);
        if (found.Model is null)
        {
            state.Model = null;
            return (models.Base, $"{shard}: model {models.Base.Version} answers instead of {change.Version}: {found.Problem}");
        }

        return (found.Model, null);
    }

    private static RecoveryPlan Warned(RecoveryPlan plan, string? warning) => warning is null ? plan
        : plan with { Warning = plan.Warning is null ? warning : $"{plan.Warning} {warning}" };

    private void CheckKey(ShardId shard, string keyId)
    {
        if (keyId != _keyId)
        {
            throw new PseudonymKeyException(
                $"The state of {shard} {Says(keyId)}, but Privacy:PseudonymKeyFile {Says(_keyId)}: its users would "
                    + "not be found again. Set the key that the state was made with, or begin under another Kafka:Group.");
        }
    }

    private static string Says(string keyId) => keyId.Length > 0 ? $"has key {keyId}" : "has no key";
}
