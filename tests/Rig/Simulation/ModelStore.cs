using StreamReco.Stages;
using StreamReco.Stages.Ports;
using StreamReco.Stages.State;
using StreamReco.TestKit.Store;

namespace StreamReco.Rig.Simulation;

/// <summary>
/// The state database as the server sees it, with its own look at every save: epochs, offsets and watermarks of a
/// shard only rise, and no snapshot is ahead of the commit.
/// </summary>
internal sealed class ModelStore(PlantedBug bug, IReadOnlyList<ModelPartition> partitions)
{
    private readonly Dictionary<ShardId, Stored> _stored = [];
    private readonly Dictionary<ShardId, ShardLease> _newest = [];
    private readonly WindowOptions _windows = new() { OutOfOrdernessMs = 0 };

    public InMemoryShardStore Inner { get; } = new();

    /// <summary>The highest epoch that was given out.</summary>
    public long EpochOf(ShardId shard) => _newest.GetValueOrDefault(shard)?.Epoch ?? 0;

    /// <summary>The first offset that the stored snapshot does not include; 0 without one.</summary>
    public long NextOffsetOf(ShardId shard) => _stored.GetValueOrDefault(shard)?.NextOffset ?? 0;

    public async Task<ShardLease> AcquireAsync(ShardId shard, string owner)
    {
        var lease = await Inner.AcquireAsync(shard, owner, CancellationToken.None);
        if (lease.Epoch <= EpochOf(shard))
        {
            throw new Violation($"{shard}: epoch {lease.Epoch} was given out behind {EpochOf(shard)}.");
        }

        _newest[shard] = lease;
        return lease;
    }

    /// <summary>An owner that opens its shard anew; it must not take it back from one that came in between.</summary>
    public async Task<ShardLease> ReacquireAsync(ShardLease held)
    {
        var before = _newest[held.Shard];
        var lease = bug == PlantedBug.OvertakenOwnerTakesBack
            ? await Inner.AcquireAsync(held.Shard, held.Owner, CancellationToken.None)
            : await Inner.ReacquireAsync(held, CancellationToken.None);
        _newest[held.Shard] = lease;
        return before.Owner == held.Owner ? lease : throw new Violation(
            $"{held.Shard}: {held.Owner} takes the lease {held.Epoch} again, although {before.Owner} has had {before.Epoch} since.");
    }

    public async Task<bool> CheckAsync(ShardLease lease)
    {
        if (bug != PlantedBug.NoLookAtTheLeaseInRecovery)
        {
            await Inner.CheckAsync(lease, CancellationToken.None);
        }

        return true;
    }

    public async Task<bool> SaveAsync(ShardLease lease, SnapshotDelta delta)
    {
        var used = bug == PlantedBug.NoLeaseCheck ? lease with { Epoch = EpochOf(lease.Shard) } : lease;
        await Inner.SaveAsync(used, delta, CancellationToken.None);
        Watch(lease, delta);
        return true;
    }

    private void Watch(ShardLease lease, SnapshotDelta delta)
    {
        var now = new Stored(lease.Epoch, delta.NextOffset, ShardState.FromBytes(delta.State.Span, _windows).WatermarkMs);
        var before = _stored.GetValueOrDefault(lease.Shard, new Stored(0, 0, long.MinValue));
        var committed = partitions[lease.Shard.Partition].Committed ?? 0;
        if (now.NextOffset > committed)
        {
            throw new Violation($"{lease.Shard}: a snapshot at {now.NextOffset} was stored, but only {committed} is committed.");
        }

        if (now.Epoch < before.Epoch || now.NextOffset < before.NextOffset || now.WatermarkMs < before.WatermarkMs)
        {
            throw new Violation($"{lease.Shard}: the stored state goes back from {before} to {now}.");
        }

        _stored[lease.Shard] = now;
    }

    private sealed record Stored(long Epoch, long NextOffset, long WatermarkMs);
}
