using System.Runtime.CompilerServices;
using StreamReco.Stages.Ports;

namespace StreamReco.TestKit.Store;

/// <summary>
/// The store's contract in memory, for simulations: everything completes before it returns, and faults come when told.
/// Outlives <see cref="DisposeAsync"/>, as a database outlives its client.
/// </summary>
public sealed class InMemoryShardStore : IShardStore
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<ShardId, Row> _shards = new(Comparer<ShardId>.Create(Compare));
    private SaveFault _nextSave;

    /// <summary>While true every call throws <see cref="StoreUnavailableException"/>.</summary>
    public bool Unavailable { get; set; }

    /// <summary>Saves that were committed.</summary>
    public long Saves { get; private set; }

    /// <summary>User states that those saves wrote.</summary>
    public long UsersWritten { get; private set; }

    /// <summary>Breaks the next save, once.</summary>
    public void FailNextSave(SaveFault fault) => _nextSave = fault;

    public Task InitializeAsync(CancellationToken cancel) => Locked(() => true, cancel);

    public Task<ShardLease> AcquireAsync(ShardId shard, string owner, CancellationToken cancel) => Locked(
        () =>
        {
            var row = RowOf(shard);
            row.Epoch++;
            return new ShardLease(shard, owner, row.Epoch);
        },
        cancel);

    public Task<ShardLease> ReacquireAsync(ShardLease lease, CancellationToken cancel) => Locked(
        () =>
        {
            if (EpochOf(lease.Shard) != lease.Epoch)
            {
                throw new StaleOwnerException(lease, EpochOf(lease.Shard));
            }

            return lease with { Epoch = ++RowOf(lease.Shard).Epoch };
        },
        cancel);

    public Task CheckAsync(ShardLease lease, CancellationToken cancel) => Locked(
        () => EpochOf(lease.Shard) is var epoch && epoch == lease.Epoch ? epoch : throw new StaleOwnerException(lease, epoch),
        cancel);

    public Task<ShardSnapshot?> LoadAsync(ShardId shard, CancellationToken cancel) => Locked(
        () => _shards.TryGetValue(shard, out var row) && row.NextOffset is { } offset
            ? new ShardSnapshot(offset, row.State.ToArray(), row.Users.Count > 0)
            : null,
        cancel);

    public Task<IReadOnlyList<StoredUser>> LoadUsersAsync(
        ShardId shard, IReadOnlyCollection<string> userIds, CancellationToken cancel) => Locked<IReadOnlyList<StoredUser>>(
        () => _shards.TryGetValue(shard, out var row)
            ? [.. userIds.Distinct(StringComparer.Ordinal).Where(row.Users.ContainsKey).Select(id => new StoredUser(id, row.Users[id]))]
            : [],
        cancel);

    public Task<int> CountElsewhereAsync(ShardId shard, IReadOnlyCollection<string> userIds, CancellationToken cancel) => Locked(
        () =>
        {
            var others = _shards.Where(other => other.Key != shard && (other.Key with { Partition = shard.Partition }) == shard);
            return userIds.Distinct(StringComparer.Ordinal).Count(id => others.Any(other => other.Value.Users.ContainsKey(id)));
        },
        cancel);

    public Task SaveAsync(ShardLease lease, SnapshotDelta delta, CancellationToken cancel) => Locked(
        () =>
        {
            var fault = _nextSave;
            _nextSave = SaveFault.None;
            ThrowIf(fault == SaveFault.BeforeCommit);
            if (!_shards.TryGetValue(lease.Shard, out var row) || row.Epoch != lease.Epoch)
            {
                throw new StaleOwnerException(lease, EpochOf(lease.Shard));
            }

            Write(row, delta);
            ThrowIf(fault == SaveFault.AfterCommit);
            return true;
        },
        cancel);

    public Task<IReadOnlyList<ShardId>> ListShardsAsync(CancellationToken cancel) =>
        Locked<IReadOnlyList<ShardId>>(() => [.. _shards.Keys], cancel);

    public async IAsyncEnumerable<StoredUser> ReadUsersAsync(ShardId shard, [EnumeratorCancellation] CancellationToken cancel)
    {
        var users = await Locked(
            () => _shards.TryGetValue(shard, out var row)
                ? row.Users.Select(user => new StoredUser(user.Key, user.Value)).ToArray()
                : [],
            cancel);
        foreach (var user in users)
        {
            cancel.ThrowIfCancellationRequested();
            yield return user;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static void ThrowIf(bool unavailable)
    {
        if (unavailable)
        {
            throw new StoreUnavailableException("The in-memory store was told to fail.", new IOException("Injected."));
        }
    }

    private static int Compare(ShardId a, ShardId b)
    {
        var order = UserIdOrder.Instance.Compare(a.Pipeline, b.Pipeline);
        order = order != 0 ? order : UserIdOrder.Instance.Compare(a.Topic, b.Topic);
        return order != 0 ? order : a.Partition.CompareTo(b.Partition);
    }

    private void Write(Row row, SnapshotDelta delta)
    {
        row.NextOffset = delta.NextOffset;
        row.State = delta.State.ToArray();
        if (delta.IsWhole)
        {
            row.Users.Clear();
        }

        foreach (var user in delta.Erased)
        {
            row.Users.Remove(user);
        }

        foreach (var user in delta.Users)
        {
            row.Users[user.UserId] = user.State.ToArray();
        }

        Saves++;
        UsersWritten += delta.Users.Count;
    }

    private long EpochOf(ShardId shard) => _shards.TryGetValue(shard, out var row) ? row.Epoch : 0;

    private Row RowOf(ShardId shard)
    {
        if (!_shards.TryGetValue(shard, out var row))
        {
            _shards.Add(shard, row = new Row());
        }

        return row;
    }

    private Task<T> Locked<T>(Func<T> work, CancellationToken cancel)
    {
        if (cancel.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancel);
        }

        try
        {
            lock (_lock)
            {
                ThrowIf(Unavailable);
                return Task.FromResult(work());
            }
        }
        catch (Exception e) when (e is StoreUnavailableException or StaleOwnerException)
        {
            return Task.FromException<T>(e);
        }
    }

    private sealed class Row
    {
        public long Epoch { get; set; }

        public long? NextOffset { get; set; }

        public byte[] State { get; set; } = [];

        public SortedDictionary<string, byte[]> Users { get; } = new(UserIdOrder.Instance);
    }
}
