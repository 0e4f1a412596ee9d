using StreamReco.Models.Users;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Users;

/// <summary>Which anonymous ids are a user's, by the state database: at most one snapshot old.</summary>
internal static class LinkedUsers
{
    /// <returns>The ids as the state knows them; none where no state database can be asked, which a line on standard error says.</returns>
    /// <param name="context">The command.</param>
    /// <param name="stateId">The user, as the state knows them.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<IReadOnlyList<string>> OfAsync(CommandContext context, string stateId, CancellationToken cancel)
    {
        try
        {
            await using var store = await UsersStore.OpenAsync(context.Options!, cancel);
            return await OfAsync(store, new UserStateCodec(context.Options!.Pipeline.UserState, UsersDump.WithoutModel()), stateId, cancel);
        }
        catch (UserErrorException)
        {
            return []; // no state was ever stored there
        }
        catch (StoreUnavailableException e)
        {
            context.Screen.Error.WriteLine(
                $"It is not known which anonymous ids are linked to the user; erase each of them, too, or repeat this with --node: {e.Message}");
            return [];
        }
    }

    private static async Task<IReadOnlyList<string>> OfAsync(IShardStore store, UserStateCodec codec, string stateId, CancellationToken cancel)
    {
        var ids = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var shard in await store.ListShardsAsync(cancel))
        {
            foreach (var user in await store.LoadUsersAsync(shard, [stateId], cancel))
            {
                ids.UnionWith((UsersDump.Decode(codec, shard, user).Identity?.Ids ?? []).Where(id => id.IsTheirs).Select(id => id.Id));
            }
        }

        return [.. ids];
    }
}
