using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Admin;
using StreamReco.StreamHost.Replay;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Replay;

/// <summary>A replay in the history of a running cluster: that it began, and how it ended.</summary>
internal sealed class RegisteredReplay : IAsyncDisposable
{
    private readonly AdminClient? _node;
    private readonly string _id;
    private bool _isEnded;

    private RegisteredReplay(AdminClient? node, string id)
    {
        _node = node;
        _id = id;
    }

    /// <summary>Registers it; does nothing where no node was named.</summary>
    /// <exception cref="UserErrorException">The node does not answer, or refuses.</exception>
    public static async Task<RegisteredReplay> BeginAsync(
        CommandContext context, RemoteOptionSet remote, ReplayPlan plan, CancellationToken cancel)
    {
        if (!remote.IsNamed(context))
        {
            return new RegisteredReplay(null, "");
        }

        var node = await remote.ConnectAsync(context, cancel);
        var begun = await node.PostAsync<RequestAnswer>(
            "/admin/v1/replays", new ReplayBody(plan.Name, plan.Clicks, plan.From, plan.To, plan.Output), cancel);
        return new RegisteredReplay(node, begun.Id);
    }

    /// <summary>Reports its end.</summary>
    /// <param name="why">Why it is not finished; null when it is.</param>
    public async Task EndAsync(string? why)
    {
        _isEnded = true;
        if (_node is not null)
        {
            await _node.PostAsync<RequestAnswer>($"/admin/v1/replays/{_id}/end", new ReplayEndBody(why), CancellationToken.None);
        }
    }

    /// <summary>One that was left by a failure is registered as such.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_isEnded)
            {
                await EndAsync("it failed; its own output says why");
            }
        }
        catch (UserErrorException)
        {
            // The failure that ends the replay is the one to show; the registry keeps it as open.
        }
        finally
        {
            _node?.Dispose();
        }
    }
}
