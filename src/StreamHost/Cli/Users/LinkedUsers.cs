using System.Text.Json;
using StreamReco.Models.Users;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Users;

/// <summary>
/// Which anonymous ids are a user's: by a running node, which knows each link at once, and by the state database, which knows those
/// of its newest snapshots.
/// </summary>
internal static class LinkedUsers
{
    /// <returns>
    /// The ids as the state knows them. Where neither a node nor a state database can be asked, none, which a line on standard error
    /// says.
    /// </returns>
    /// <param name="context">The command.</param>
    /// <param name="node">A node that runs; null where none was found.</param>
    /// <param name="user">The user, in clear.</param>
    /// <param name="stateId">The user, as the state knows them.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<IReadOnlyList<string>> OfAsync(
        CommandContext context, AdminClient? node, string user, string stateId, CancellationToken cancel)
    {
        var ids = new SortedSet<string>(StringComparer.Ordinal);
        var isKnown = node is not null && await TryAddAsync(context, () => AddByNodeAsync(node, user, ids, cancel));
        var why = await TryAddByStoreAsync(context, stateId, ids, cancel);
        if (!isKnown && why is not null)
        {
            context.Screen.Error.WriteLine(
                "It is not known which anonymous ids are linked to the user, so that none was erased. Where ids are linked ('identities apply'), repeat this "
                + $"with a running node (--node) or its state database (--state): {why}");
        }

        return [.. ids];
    }

    private static async Task<bool> TryAddAsync(CommandContext context, Func<Task> addAsync)
    {
        try
        {
            await addAsync();
            return true;
        }
        catch (UserErrorException e)
        {
            context.Screen.Error.WriteLine(e.Message);
            return false;
        }
    }

    private static async Task AddByNodeAsync(AdminClient node, string user, SortedSet<string> ids, CancellationToken cancel)
    {
        using var links = await node.FindAsync<JsonDocument>($"/v1/identities/{Uri.EscapeDataString(user)}", cancel);
        if (links is not null)
        {
            ids.UnionWith(links.RootElement.GetProperty("ids").EnumerateArray()
                .Where(one => one.GetProperty("link").GetString() is "current" or "moved")
                .Select(one => one.GetProperty("id").GetString()!));
        }
    }

    /// <returns>Why the database could not be asked; null if it was.</returns>
    private static async Task<string?> TryAddByStoreAsync(CommandContext context, string stateId, SortedSet<string> ids, CancellationToken cancel)
    {
        try
        {
            await using var store = await UsersStore.OpenAsync(context.Options!, cancel);
            await AddAsync(store, new UserStateCodec(context.Options!.Pipeline.UserState, UsersDump.WithoutModel()), stateId, ids, cancel);
            return null;
        }
        catch (Exception e) when (e is UserErrorException or StoreUnavailableException)
        {
            return e.Message;
        }
    }

    private static async Task AddAsync(
        IShardStore store, UserStateCodec codec, string stateId, SortedSet<string> ids, CancellationToken cancel)
    {
        foreach (var shard in await store.ListShardsAsync(cancel))
        {
            foreach (var user in await store.LoadUsersAsync(shard, [stateId], cancel))
            {
                ids.UnionWith((UsersDump.Decode(codec, shard, user).Identity?.Ids ?? []).Where(id => id.IsTheirs).Select(id => id.Id));
            }
        }
    }
}
