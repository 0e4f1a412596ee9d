using System.Collections.Frozen;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Users;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Privacy;
using StreamReco.Stages.Records;
using StreamReco.Stages.Serving;
using StreamReco.Stages.State;

namespace StreamReco.Stages.Shards;

/// <summary>
/// Takes a shard over: lease (fences stale snapshots), sink (fences stale transactions), newest snapshot, and the plan.
/// </summary>
public sealed class ShardRecovery(
    PipelineOptions options, IModelProvider models, IShardStore store, string owner, IErasureLedger? erasures = null)
{
    private readonly string _keyId = Pseudonymizer.Open(options.Privacy)?.KeyId ?? "";
    private readonly bool _knowsErasures = Pseudonymizer.OpenForErasures(options.Privacy) is not null;

    /// <summary>
    /// Whether a shard whose topic was made again forgets its state and begins at the topic's beginning; else it is refused.
    /// </summary>
    public bool BeginsAnew { get; init; }

    /// <summary>Says what is out already when the committed offset is gone; null where nobody knows.</summary>
    public IRecommendationLog? Answered { get; init; }

    /// <inheritdoc cref="RunAsync(ShardId, HeldLease, IShardSink, Func{LogReach}, long, CancellationToken)"/>
    public Task<RecoveredShard> RunAsync(
        ShardId shard, IShardSink sink, Func<long> logStart, CancellationToken cancel) =>
        RunAsync(shard, new HeldLease(), sink, () => LogReach.From(logStart()), foldFrom: 0, cancel);

    /// <param name="shard">The shard.</param>
    /// <param name="held">
    /// The lease of an owner that opens its shard anew, which takes it only while nobody has overtaken it; without one the
    /// shard is taken from whoever has it. Holds the new lease as soon as there is one.
    /// </param>
    /// <param name="sink">Its sink.</param>
    /// <param name="reach">Asks the brokers what the log holds.</param>
    /// <param name="foldFrom">Where the fold begins without a snapshot: 0, or the start of a replayed span.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="StaleOwnerException">Another owner took the shard over in the meantime.</exception>
    /// <exception cref="RecreatedTopicException">The log is not the one that the state was folded from.</exception>
    /// <exception cref="StateAheadException">The snapshot includes records that are not committed.</exception>
    /// <exception cref="PseudonymKeyException">The snapshot was made with another key, or without one.</exception>
    public async Task<RecoveredShard> RunAsync(
        ShardId shard, HeldLease held, IShardSink sink, Func<LogReach> reach, long foldFrom, CancellationToken cancel)
    {
        var lease = held.Lease is { } mine
            ? await store.ReacquireAsync(mine, cancel) : await store.AcquireAsync(shard, owner, cancel);
        held.Lease = lease;
        var committed = await sink.OpenAsync(cancel);
        var snapshot = await store.LoadAsync(shard, cancel);

        // Who stopped amid this may have been overtaken: committed offset, snapshot and users would be of different
        // moments. An owner that comes later opens its sink later, and so fences this one before the store changes.
        await store.CheckAsync(lease, cancel);
        var stored = snapshot is null ? null : ShardState.FromBytes(snapshot.State.Span, options.Window);
        var log = reach();
        if (RecreatedTopicException.Find(shard, TopicIdOf(stored, held), snapshot?.NextOffset, committed, log) is { } found)
        {
            if (!BeginsAnew)
            {
                throw new RecreatedTopicException(found);
            }

            var anew = await BeginAnewAsync(lease, sink, log, foldFrom, found, cancel);
            held.TopicId = log.TopicId;
            return anew;
        }

        held.TopicId = log.TopicId;

        var answered = committed is null && stored is not null
            ? await ReadAnsweredAsync(shard, snapshot!.NextOffset, log, cancel) : FrozenSet<RecordOrigin>.Empty;
        var plan = RecoveryPlan.Make(
            shard, snapshot?.NextOffset, committed, log.Start, foldFrom, AnsweredTo(shard, answered));
        if (committed is null && stored is not null)
        {
            await sink.CommitAsync(new CommitUnit([], plan.EmitFrom), cancel);
        }

        var state = stored ?? await BeginAsync(lease, sink, plan, committed, log.TopicId, cancel);
        state.TopicId = log.TopicId.Length > 0 ? log.TopicId : state.TopicId;
        CheckKey(shard, state.KeyId);
        var shardState = await LoadAsync(lease, plan, state, snapshot?.HasUsers == true, cancel);
        return shardState with { Answered = answered };
    }

    /// <summary>Brings model and users of a state back.</summary>
    private async Task<RecoveredShard> LoadAsync(
        ShardLease lease, RecoveryPlan plan, ShardState state, bool hasUsers, CancellationToken cancel)
    {
        var shard = lease.Shard;
        CheckErasures(shard, state);
        var (model, warning) = await FindModelAsync(shard, state, cancel);
        var (arms, warningOfArms) = await FindArmsAsync(shard, state, model, cancel);
        var codec = new UserStateCodec(options.UserState, model.Artifact.Items);
        var users = new UserTable(options.UserState, codec, options.Limits.ResidentUsersMax, hasUsers, options.Limits.UnpackedUsersMax);
        var loader = new UserLoader(store, shard);
        await loader.LoadWaitingAsync(users, state, cancel);
        return new RecoveredShard(lease, Warned(Warned(plan, warning), warningOfArms), state, users, loader, model) { Arms = arms };
    }

    /// <summary>
    /// Forgets what was folded from a topic that is gone. The offset is set first: who dies between the two finds the old
    /// state again, and begins anew again. Erasures of the old topic still hold for clicks that were made before them.
    /// </summary>
    private async Task<RecoveredShard> BeginAnewAsync(
        ShardLease lease, IShardSink sink, LogReach log, long foldFrom, string found, CancellationToken cancel)
    {
        var start = Math.Max(foldFrom, log.Start);
        await sink.CommitAsync(new CommitUnit([], start), cancel);
        var state = new ShardState(options.Window) { KeyId = _keyId, NextOffset = start, TopicId = log.TopicId };
        foreach (var mark in erasures is null ? [] : await erasures.ReadAsync(lease.Shard, cancel))
        {
            state.Erased.Add(mark with { Offset = start });
        }

        await store.SaveAsync(lease, new SnapshotDelta(start, state.ToBytes(), []) { IsWhole = true }, cancel);
        var plan = new RecoveryPlan(
            start, start, $"{found} The state is forgotten and the topic read from offset {start} (Kafka:OnRecreatedTopic=begin).");
        return await LoadAsync(lease, plan, state, hasUsers: false, cancel);
    }

    private async Task<IReadOnlySet<RecordOrigin>> ReadAnsweredAsync(
        ShardId shard, long from, LogReach log, CancellationToken cancel)
    {
        var first = Math.Max(from, log.Start);
        return Answered is not null && first < log.End
            ? await Answered.ReadAsync(shard, first, cancel) : FrozenSet<RecordOrigin>.Empty;
    }

    /// <summary>A state of an earlier version names no topic: then the owner's own memory does, if this is not its first attempt.</summary>
    private static string TopicIdOf(ShardState? stored, HeldLease held) =>
        stored is { TopicId.Length: > 0 } ? stored.TopicId : held.TopicId;

    private static long? AnsweredTo(ShardId shard, IReadOnlySet<RecordOrigin> answered)
    {
        long? last = null;
        foreach (var origin in answered)
        {
            if (origin.Topic == shard.Topic && origin.Partition == shard.Partition && !(origin.Offset < last))
            {
                last = origin.Offset;
            }
        }

        return last + 1;
    }

    /// <summary>
    /// A state that begins anew. Erasures further on in the log are part of it from its first record on, and it is stored
    /// at once: a repeat of its beginning must not meet others, nor another topic of the same name.
    /// </summary>
    private async Task<ShardState> BeginAsync(
        ShardLease lease, IShardSink sink, RecoveryPlan plan, long? committed, string topicId, CancellationToken cancel)
    {
        var state = new ShardState(options.Window) { KeyId = _keyId, NextOffset = plan.StartOffset, TopicId = topicId };
        if (erasures is null && topicId.Length == 0)
        {
            return state;
        }

        foreach (var mark in erasures is null ? [] : await erasures.ReadAsync(lease.Shard, cancel))
        {
            if (mark.Offset >= plan.StartOffset)
            {
                state.Erased.Add(mark);
            }
        }

        if (committed is null)
        {
            // From here on no committed offset beside a stored state means that it expired.
            await sink.CommitAsync(new CommitUnit([], plan.StartOffset), cancel);
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
    private async Task<(LoadedModel Model, string? Warning)> FindModelAsync(
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

    /// <summary>The models that running experiments name; an arm whose model is gone is answered by the one that answers everybody else.</summary>
    private async Task<(IReadOnlyDictionary<string, LoadedModel> Arms, string? Warning)> FindArmsAsync(
        ShardId shard, ShardState state, LoadedModel active, CancellationToken cancel)
    {
        var arms = new Dictionary<string, LoadedModel>(StringComparer.Ordinal);
        string? warning = null;
        foreach (var version in ExperimentModels.NamedBy(state.Experiments.Book.Running, active.Version))
        {
            var found = await models.FindAsync(version, cancel);
            if (found.Model is { } model)
            {
                arms.Add(version, model);
            }
            else
            {
                warning ??= $"{shard}: model {active.Version} answers the arm of an experiment that names {version}: {found.Problem}";
            }
        }

        return (arms, warning);
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
