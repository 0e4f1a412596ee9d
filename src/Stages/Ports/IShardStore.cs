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

/// <summary>The right to write a shard's state. A later lease has a higher epoch and fences this one.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Owner">The process that holds it, for people.</param>
/// <param name="Epoch">From 1, one more with every acquisition.</param>
public sealed record ShardLease(ShardId Shard, string Owner, long Epoch);

/// <summary>The stored state of a shard, less its users.</summary>
/// <param name="NextOffset">The offset after the last record that the snapshot includes.</param>
/// <param name="State">The shard's own state (counters, watermark, trending), as its codec wrote it.</param>
/// <param name="HasUsers">Whether users are stored for the shard.</param>
public sealed record ShardSnapshot(long NextOffset, ReadOnlyMemory<byte> State, bool HasUsers);

/// <summary>What changed since the last snapshot: enough to bring the stored state from there to <paramref name="NextOffset"/>.</summary>
/// <param name="NextOffset">The offset after the last record that the snapshot includes; always a committed one.</param>
/// <param name="State">The shard's own state, whole.</param>
/// <param name="Users">The users that changed, each whole.</param>
public sealed record SnapshotDelta(long NextOffset, ReadOnlyMemory<byte> State, IReadOnlyList<StoredUser> Users)
{
    /// <summary>Users that were erased: removed before <see cref="Users"/> are written, which may name them again.</summary>
    public IReadOnlyList<string> Erased { get; init; } = [];

    /// <summary>Whether this is all of the shard: users that were stored before are removed.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Told, on any thread, how many of <see cref="Users"/> are written so far; null tells nobody.</summary>
    public Action<int>? Written { get; init; }
}

/// <summary>A user's state in its durable form.</summary>
/// <param name="UserId">The user.</param>
/// <param name="State">The bytes that <see cref="Models.Users.UserStateCodec"/> wrote.</param>
public readonly record struct StoredUser(string UserId, ReadOnlyMemory<byte> State);

/// <summary>A shard was written under a lease that a newer owner has superseded. The writer must drop the shard.</summary>
public sealed class StaleOwnerException : Exception
{
    public StaleOwnerException(ShardLease lease, long currentEpoch)
        : base($"Shard {lease.Shard} is held under epoch {currentEpoch}; the snapshot came from epoch {lease.Epoch} ({lease.Owner}).")
    {
    }
}

/// <summary>
/// What stands at the store's address cannot be read as this program's state: damaged, foreign, without tables, or
/// of a newer schema. Another try does not help; the message says what to do.
/// </summary>
public sealed class StoreFormatException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The state database cannot be used now: locked, unreachable, full. The message names the setting and its value.</summary>
public sealed class StoreUnavailableException(string message, Exception inner) : Exception(message, inner);
