using StreamReco.Models.Users;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Sql;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Users;

/// <summary>
/// Which anonymous ids are a user's: by a running node, which knows each link at once, and by the state database, which knows those
/// of its newest snapshots.
/// </summary>
internal static class LinkedUsers
{
    /// <returns>The ids as the state knows them.</returns>
    /// <param name="context">The command.</param>
    /// <param name="byNode">Those that a running node says; null where none says any.</param>
    /// <param name="stateId">The user, as the state knows them.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="UserErrorException">
    /// Neither a node nor a state database can be asked. An erasure forgets the links with the user, so that nobody finds the linked ids
    /// afterwards.
    /// </exception>
    public static async Task<IReadOnlyList<string>> OfAsync(
        CommandContext context, IReadOnlyList<string>? byNode, string stateId, CancellationToken cancel)
    {
        var ids = new SortedSet<string>(byNode ?? [], StringComparer.Ordinal);
        var why = await TryAddByStoreAsync(context, stateId, ids, cancel);
        if (byNode is null && why is not null)
        {
            throw new UserErrorException(
                "Nothing is erased: it is not known which anonymous ids are linked to the user, and once the user is erased nobody knows. Name a running "
                + $"node (--node) or its state database (--state), or erase this id alone (--alone). {why}");
        }

        return [.. ids];
    }

    /// <returns>Why the database could not be asked; null if it was.</returns>
    private static async Task<string?> TryAddByStoreAsync(CommandContext context, string stateId, SortedSet<string> ids, CancellationToken cancel)
    {
        try
        {
            await using var store = await UsersStore.OpenAsync(context.Options!, cancel);
            var topic = context.Options!.Kafka.FoldedTopic();
            ShardId[] shards = [.. (await store.ListShardsAsync(cancel)).Where(shard => shard.Topic == topic)];
            if (shards.Length == 0)
            {
                return $"{ShardStoreFactory.Describe(context.Options!.State.Connection)} holds no state of topic {topic}.";
            }

            await AddAsync(store, shards, new UserStateCodec(context.Options!.Pipeline.UserState, UsersDump.WithoutModel()), stateId, ids, cancel);
            return null;
        }
        catch (Exception e) when (e is UserErrorException or StoreUnavailableException)
        {
            return e.Message;
        }
    }

    private static async Task AddAsync(
        IShardStore store, IEnumerable<ShardId> shards, UserStateCodec codec, string stateId, SortedSet<string> ids, CancellationToken cancel)
    {
        foreach (var shard in shards)
        {
            foreach (var user in await store.LoadUsersAsync(shard, [stateId], cancel))
            {
                ids.UnionWith((UsersDump.Decode(codec, shard, user).Identity?.Ids ?? []).Where(id => id.IsTheirs).Select(id => id.Id));
            }
        }
    }
}
