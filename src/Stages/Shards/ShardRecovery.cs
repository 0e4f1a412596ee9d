using StreamReco.Models.Artifacts;
using StreamReco.Models.Users;
using StreamReco.Stages.Ports;

namespace StreamReco.Stages.Shards;

/// <summary>
/// Takes a shard over: lease (fences stale snapshots), sink (fences stale transactions), newest snapshot, and the plan.
/// </summary>
public sealed class ShardRecovery(PipelineOptions options, ModelArtifact model, IShardStore store, string owner)
{
    /// <param name="shard">The shard.</param>
    /// <param name="sink">Its sink.</param>
    /// <param name="logStart">Reads the oldest offset that the topic still holds.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="StaleOwnerException">Another owner took the shard over in the meantime.</exception>
    /// <exception cref="StateAheadException">The snapshot includes records that are not committed.</exception>
    public async Task<RecoveredShard> RunAsync(
        ShardId shard, IShardSink sink, Func<long> logStart, CancellationToken cancel)
    {
        var lease = await store.AcquireAsync(shard, owner, cancel);
        var committed = await sink.OpenAsync(cancel);
        var snapshot = await store.LoadAsync(shard, cancel);

        // Who stopped amid this may have been overtaken: committed offset, snapshot and users would be of different
        // moments. An owner that comes later opens its sink later, and so fences this one before the store changes.
        await store.CheckAsync(lease, cancel);
        var plan = RecoveryPlan.Make(shard, snapshot?.NextOffset, committed, logStart());
        var state = snapshot is null
            ? new ShardState(options.Window) { NextOffset = plan.StartOffset }
            : ShardState.FromBytes(snapshot.State.Span, options.Window);
        var codec = new UserStateCodec(options.UserState, model.Items);
        var users = new UserTable(options.UserState, codec, options.Limits.ResidentUsersMax, snapshot?.Users > 0);
        var loader = new UserLoader(store, shard);
        await loader.LoadWaitingAsync(users, state, cancel);
        return new RecoveredShard(lease, plan, state, users, loader);
    }
}
