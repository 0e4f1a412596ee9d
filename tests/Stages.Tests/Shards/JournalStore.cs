using StreamReco.Stages.Ports;

namespace StreamReco.Stages.Tests.Shards;

/// <summary>A store that writes its saves down.</summary>
internal sealed class JournalStore(IShardStore inner, Action<string> note) : IShardStore
{
    public Task InitializeAsync(CancellationToken cancel) => inner.InitializeAsync(cancel);

    public Task<ShardLease> ReacquireAsync(ShardLease lease, CancellationToken cancel) => inner.ReacquireAsync(lease, cancel);

    public Task<ShardLease> AcquireAsync(ShardId shard, string owner, CancellationToken cancel) => inner.AcquireAsync(shard, owner, cancel);

    public Task CheckAsync(ShardLease lease, CancellationToken cancel) => inner.CheckAsync(lease, cancel);

    public Task<ShardSnapshot?> LoadAsync(ShardId shard, CancellationToken cancel) => inner.LoadAsync(shard, cancel);

    public Task<IReadOnlyList<StoredUser>> LoadUsersAsync(
        ShardId shard, IReadOnlyCollection<string> userIds, CancellationToken cancel) => inner.LoadUsersAsync(shard, userIds, cancel);

    public Task<int> CountElsewhereAsync(ShardId shard, IReadOnlyCollection<string> userIds, CancellationToken cancel) =>
        inner.CountElsewhereAsync(shard, userIds, cancel);

    public Task SaveAsync(ShardLease lease, SnapshotDelta delta, CancellationToken cancel)
    {
        note($"save {delta.NextOffset}");
        return inner.SaveAsync(lease, delta, cancel);
    }

    public Task<IReadOnlyList<ShardId>> ListShardsAsync(CancellationToken cancel) => inner.ListShardsAsync(cancel);

    public IAsyncEnumerable<StoredUser> ReadUsersAsync(ShardId shard, CancellationToken cancel) => inner.ReadUsersAsync(shard, cancel);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
