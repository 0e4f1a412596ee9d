using System.Buffers;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Bots;
using StreamReco.Models.Users;
using StreamReco.Stages;
using StreamReco.Stages.Ports;
using StreamReco.Stages.State;

namespace StreamReco.Rig.Simulation;

/// <summary>A node's connection to the <see cref="ModelStore"/>.</summary>
internal sealed class StoreClient(
    Network network, SimulatedNode node, ModelStore store, PipelineOptions options, ModelArtifact model, PlantedBug bug)
    : IShardStore
{
    private const string Loads = "loads the snapshot of ";

    /// <summary>Whether a call asks for a shard's snapshot.</summary>
    public static bool IsLoad(string what) => what.StartsWith(Loads, StringComparison.Ordinal);

    public Task InitializeAsync(CancellationToken cancel) => store.Inner.InitializeAsync(cancel);

    public Task<ShardLease> AcquireAsync(ShardId shard, string owner, CancellationToken cancel) =>
        SendAsync($"acquires {shard}", () => store.AcquireAsync(shard, owner), cancel);

    public Task<ShardLease> ReacquireAsync(ShardLease lease, CancellationToken cancel) =>
        SendAsync($"acquires {lease.Shard} again", () => store.ReacquireAsync(lease), cancel);

    public Task CheckAsync(ShardLease lease, CancellationToken cancel) =>
        SendAsync($"checks the lease {lease.Epoch} of {lease.Shard}", () => store.CheckAsync(lease), cancel);

    public Task<ShardSnapshot?> LoadAsync(ShardId shard, CancellationToken cancel) =>
        SendAsync($"{Loads}{shard}", () => store.Inner.LoadAsync(shard, CancellationToken.None), cancel);

    public async Task<IReadOnlyList<StoredUser>> LoadUsersAsync(
        ShardId shard, IReadOnlyCollection<string> userIds, CancellationToken cancel)
    {
        string[] ids = [.. userIds];
        var users = await SendAsync(
            $"loads users of {shard}", () => store.Inner.LoadUsersAsync(shard, ids, CancellationToken.None), cancel);
        return bug switch
        {
            PlantedBug.DedupeNotInSnapshot => [.. users.Select(WithoutEventIds)],
            PlantedBug.BotsNotInSnapshot => [.. users.Select(WithoutBot)],
            PlantedBug.LinksNotInSnapshot => [.. users.Select(WithoutLink)],
            _ => users,
        };
    }

    public Task<int> CountElsewhereAsync(ShardId shard, IReadOnlyCollection<string> userIds, CancellationToken cancel) =>
        store.Inner.CountElsewhereAsync(shard, userIds, cancel);

    public Task SaveAsync(ShardLease lease, SnapshotDelta delta, CancellationToken cancel)
    {
        var sent = bug switch
        {
            PlantedBug.PendingNotInSnapshot => WithoutPending(delta),
            PlantedBug.ErasureNotInSnapshot => delta with { Erased = [] },
            PlantedBug.ErasureMarksNotInSnapshot => WithoutMarks(delta),
            _ => delta,
        };
        return SendAsync($"saves {lease.Shard} at {delta.NextOffset} under {lease.Epoch}", () => store.SaveAsync(lease, sent), cancel);
    }

    public Task<IReadOnlyList<ShardId>> ListShardsAsync(CancellationToken cancel) => store.Inner.ListShardsAsync(cancel);

    public IAsyncEnumerable<StoredUser> ReadUsersAsync(ShardId shard, CancellationToken cancel) =>
        store.Inner.ReadUsersAsync(shard, cancel);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>What a node is told when an answer of the database gets lost.</summary>
    public static StoreUnavailableException Unavailable() => new("The answer got lost.", new IOException("Injected."));

    private Task<T> SendAsync<T>(string what, Func<Task<T>> execute, CancellationToken cancel) =>
        network.SendAsync(node, what, execute, Unavailable, cancel);

    private StoredUser WithoutEventIds(StoredUser user)
    {
        var remembersOne = new UserStateOptions
        {
            RecentItemsMax = options.UserState.RecentItemsMax,
            DedupeEventsMax = 1,
            SessionGapMs = options.UserState.SessionGapMs,
        };
        var codec = new UserStateCodec(remembersOne, model.Items);
        var bytes = new ArrayBufferWriter<byte>();
        codec.Write(codec.Read(user.State.Span), bytes);
        return user with { State = bytes.WrittenMemory };
    }

    private static StoredUser WithoutBot(StoredUser user)
    {
        if (user.State.Span[0] != UserStateCodec.JudgedVersion)
        {
            return user;
        }

        var bytes = user.State[..^BotProfile.Bytes].ToArray();
        bytes[0] = UserStateCodec.Version;
        return user with { State = bytes };
    }

    private StoredUser WithoutLink(StoredUser stored)
    {
        var codec = new UserStateCodec(options.UserState, model.Items);
        if (codec.Read(stored.State.Span) is not { Identity: { PointsTo: { } linkedTo } identity } user)
        {
            return stored;
        }

        identity.Forget(linkedTo);
        var bytes = new ArrayBufferWriter<byte>();
        codec.Write(user, bytes);
        return stored with { State = bytes.WrittenMemory };
    }

    private SnapshotDelta WithoutMarks(SnapshotDelta delta)
    {
        var state = ShardState.FromBytes(delta.State.Span, options.Window);
        state.Erased.Prune(long.MaxValue, long.MaxValue);
        return delta with { State = state.ToBytes() };
    }

    private SnapshotDelta WithoutPending(SnapshotDelta delta)
    {
        var state = ShardState.FromBytes(delta.State.Span, options.Window);
        foreach (var user in state.Pending.Users.ToArray())
        {
            state.Pending.Remove(user);
        }

        return delta with { State = state.ToBytes() };
    }
}
