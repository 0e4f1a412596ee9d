using Microsoft.Extensions.Logging;
using Polly;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Tasks;

namespace StreamReco.StreamHost.Sql;

/// <summary>
/// A store that waits while the database is away: the shards stand still behind it, with backpressure up to the
/// consumer. Says so once when it goes and once when it is back. The first contact is not waited for: a wrong setting
/// must be an error at start.
/// </summary>
public sealed partial class WaitingShardStore : IShardStore
{
    private readonly IShardStore _inner;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline _retry;
    private int _away;

    public WaitingShardStore(IShardStore inner, TimeProvider time, ILogger<WaitingShardStore> logger)
    {
        _inner = inner;
        _logger = logger;
        _retry = StoreRetry.OfShards(time, SayAway);
    }

    /// <summary>Where snapshots on their way are shown; null shows them nowhere.</summary>
    internal TaskBoard? Tasks { get; init; }

    public Task InitializeAsync(CancellationToken cancel) => _inner.InitializeAsync(cancel);

    public Task<ShardLease> AcquireAsync(ShardId shard, string owner, CancellationToken cancel) =>
        RunAsync(token => _inner.AcquireAsync(shard, owner, token), cancel);

    public Task<ShardLease> ReacquireAsync(ShardLease lease, CancellationToken cancel) =>
        RunAsync(token => _inner.ReacquireAsync(lease, token), cancel);

    public Task CheckAsync(ShardLease lease, CancellationToken cancel) =>
        RunAsync(
            async token =>
            {
                await _inner.CheckAsync(lease, token);
                return true;
            },
            cancel);

    public Task<ShardSnapshot?> LoadAsync(ShardId shard, CancellationToken cancel) =>
        RunAsync(token => _inner.LoadAsync(shard, token), cancel);

    public Task<IReadOnlyList<StoredUser>> LoadUsersAsync(
        ShardId shard, IReadOnlyCollection<string> userIds, CancellationToken cancel) =>
        RunAsync(token => _inner.LoadUsersAsync(shard, userIds, token), cancel);

    public Task<int> CountElsewhereAsync(ShardId shard, IReadOnlyCollection<string> userIds, CancellationToken cancel) =>
        RunAsync(token => _inner.CountElsewhereAsync(shard, userIds, token), cancel);

    public async Task SaveAsync(ShardLease lease, SnapshotDelta delta, CancellationToken cancel)
    {
        var users = delta.Users.Count;
        using var task = Tasks?.Begin("snapshot", $"partition {lease.Shard.Partition}", "users", users);
        task?.Update(0, users);
        await RunAsync(
            async token =>
            {
                await _inner.SaveAsync(lease, delta with { Written = written => task?.Update(written, users) }, token);
                return true;
            },
            cancel);
    }

    public Task<IReadOnlyList<ShardId>> ListShardsAsync(CancellationToken cancel) =>
        RunAsync(token => _inner.ListShardsAsync(token), cancel);

    public IAsyncEnumerable<StoredUser> ReadUsersAsync(ShardId shard, CancellationToken cancel) =>
        _inner.ReadUsersAsync(shard, cancel);

    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    private async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancel)
    {
        var result = await _retry.ExecuteAsync(async token => await call(token), cancel);
        if (Interlocked.Exchange(ref _away, 0) == 1)
        {
            LogBack(_logger);
        }

        return result;
    }

    private void SayAway(string reason)
    {
        if (Interlocked.Exchange(ref _away, 1) == 0)
        {
            LogAway(_logger, reason);
        }
    }

    [LoggerMessage(30, LogLevel.Warning, "the state database is away, the pipeline waits for it: {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);

    [LoggerMessage(31, LogLevel.Information, "the state database is back")]
    private static partial void LogBack(ILogger logger);
}
