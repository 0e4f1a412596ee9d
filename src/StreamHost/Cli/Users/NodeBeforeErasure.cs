using System.Text.Json;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Admin;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Users;

/// <summary>What a running node says before a user is erased.</summary>
/// <param name="Node">The node, with the erasure key that it has; null where none was found or it did not say.</param>
/// <param name="LinkedIds">The anonymous ids that are the user's, as the state knows them; null likewise.</param>
/// <param name="Why">Why a node that was found did not answer; null where it did, and where there is none.</param>
internal sealed record NodeBeforeErasure(NodeAnswer? Node, IReadOnlyList<string>? LinkedIds, string? Why)
{
    /// <summary>Asks a node that is named or that the state database knows.</summary>
    /// <param name="context">The command.</param>
    /// <param name="remote">How a node is found.</param>
    /// <param name="user">The user, in clear.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<NodeBeforeErasure> AskAsync(CommandContext context, RemoteOptionSet remote, string user, CancellationToken cancel)
    {
        var (found, _) = await TryAsync(() => remote.TryConnectAsync(context, cancel)); // without a state database nobody knows of nodes
        if (found is null)
        {
            return new NodeBeforeErasure(null, null, null);
        }

        using var node = found;
        var (answer, why) = await TryAsync<NodeAnswer>(async () => await node.GetAsync<NodeAnswer>("/admin/v1/node", cancel));
        var (links, whyNot) = await TryAsync<IReadOnlyList<string>>(async () => await LinksAsync(node, user, cancel));
        return new NodeBeforeErasure(answer, links, why ?? whyNot);
    }

    private static async Task<(T? Answer, string? Why)> TryAsync<T>(Func<Task<T?>> ask)
        where T : class
    {
        try
        {
            return (await ask(), null);
        }
        catch (UserErrorException e)
        {
            return (null, e.Message);
        }
    }

    private static async Task<IReadOnlyList<string>> LinksAsync(AdminClient node, string user, CancellationToken cancel)
    {
        using var links = await node.FindAsync<JsonDocument>($"/v1/identities/{Uri.EscapeDataString(user)}", cancel);
        return links is null ? [] :
        [
            .. links.RootElement.GetProperty("ids").EnumerateArray().Where(one => one.GetProperty("theirs").GetBoolean())
                .Select(one => one.GetProperty("id").GetString()!),
        ];
    }
}
