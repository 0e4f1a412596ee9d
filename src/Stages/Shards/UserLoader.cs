using StreamReco.Models.Events;
using StreamReco.Stages.Ports;
using StreamReco.Stages.State;

namespace StreamReco.Stages.Shards;

/// <summary>Brings the cold users of a micro-batch back from the store, in one look-up.</summary>
/// <param name="store">The store; null where all users are in memory, so that none is asked for.</param>
/// <param name="shard">The shard.</param>
public sealed class UserLoader(IShardStore? store, ShardId shard)
{
    private readonly HashSet<string> _missing = new(StringComparer.Ordinal);

    private IShardStore Store => store ?? throw new InvalidOperationException($"{shard} has no store to ask for users.");

    /// <summary>The users of a batch that must be asked for at the store before it is folded; valid until the next call.</summary>
    public IReadOnlyCollection<string> FindCold(UserTable users, IReadOnlyList<ClickEvent> clicks, int count)
    {
        _missing.Clear();
        for (var i = 0; users.MayHaveCold && i < count; i++)
        {
            users.Approach(clicks, count, i);
            var id = clicks[i].UserId;
            if (!id.IsEmpty && users.MayBeCold(id))
            {
                _missing.Add(id.ToString());
            }
        }

        return _missing;
    }

    /// <summary>What the store has of these users, in one look-up.</summary>
    public Task<IReadOnlyList<StoredUser>> LoadAsync(IReadOnlyCollection<string> userIds, CancellationToken cancel) =>
        Store.LoadUsersAsync(shard, userIds, cancel);

    /// <summary>Makes the users of waiting clicks resident, where they stay until they are answered.</summary>
    public async Task LoadWaitingAsync(UserTable users, ShardState state, CancellationToken cancel)
    {
        var waiting = state.Pending.Users;
        if (waiting.Count > 0)
        {
            users.Admit(await Store.LoadUsersAsync(shard, waiting, cancel));
        }
    }
}
