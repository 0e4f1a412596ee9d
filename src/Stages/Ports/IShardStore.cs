namespace StreamReco.Stages.Ports;

/// <summary>
/// Durable state of shards and their users, with a lease per shard that fences a stale owner. Every implementation
/// passes the contract suite in the test kit. Thread-safe: all shards of a process share one store.
/// </summary>
/// <exception cref="StoreUnavailableException">Thrown by every method when the database is locked, gone or full: worth another try.</exception>
public interface IShardStore : IAsyncDisposable
{
    /// <summary>Creates or upgrades the schema; safe to call from many processes at once.</summary>
    Task InitializeAsync(CancellationToken cancel);

    /// <summary>Takes the shard over: the epoch goes up by one and every earlier lease is void.</summary>
    Task<ShardLease> AcquireAsync(ShardId shard, string owner, CancellationToken cancel);

    /// <summary>
    /// Takes the shard again for an owner that has to open it anew: the epoch goes up by one, but only while the owner's own
    /// lease is the newest. Who was overtaken during a stall does not take the shard back.
    /// </summary>
    /// <exception cref="StaleOwnerException">A newer owner has acquired the shard.</exception>
    Task<ShardLease> ReacquireAsync(ShardLease lease, CancellationToken cancel);

    /// <summary>Returns while the lease is the newest one.</summary>
    /// <exception cref="StaleOwnerException">A newer owner has acquired the shard.</exception>
    Task CheckAsync(ShardLease lease, CancellationToken cancel);

    /// <summary>The newest snapshot of a shard, or null when there is none.</summary>
    Task<ShardSnapshot?> LoadAsync(ShardId shard, CancellationToken cancel);

    /// <summary>The stored states of those of <paramref name="userIds"/> that the shard has, in any order.</summary>
    Task<IReadOnlyList<StoredUser>> LoadUsersAsync(
        ShardId shard, IReadOnlyCollection<string> userIds, CancellationToken cancel);

    /// <summary>How many of <paramref name="userIds"/> another partition of the shard's pipeline and topic has, too.</summary>
    Task<int> CountElsewhereAsync(ShardId shard, IReadOnlyCollection<string> userIds, CancellationToken cancel);

    /// <summary>Applies a delta and moves the snapshot's offset in one database transaction.</summary>
    /// <exception cref="StaleOwnerException">The lease is not the newest one: nothing was written.</exception>
    Task SaveAsync(ShardLease lease, SnapshotDelta delta, CancellationToken cancel);

    /// <summary>The shards that the store knows, by pipeline, topic and partition.</summary>
    Task<IReadOnlyList<ShardId>> ListShardsAsync(CancellationToken cancel);

    /// <summary>All users of a shard, by rising user id (ordinal over UTF-8 bytes).</summary>
    IAsyncEnumerable<StoredUser> ReadUsersAsync(ShardId shard, CancellationToken cancel);
}
