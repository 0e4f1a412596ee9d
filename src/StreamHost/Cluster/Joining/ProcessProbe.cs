using System.Net.Sockets;
using Akka.Actor;
using StreamReco.StreamHost.Cluster.Configuration;

namespace StreamReco.StreamHost.Cluster.Joining;

/// <summary>What a process that may be a member said.</summary>
internal enum ProbeResult
{
    /// <summary>It is a member and can be joined.</summary>
    Member,

    /// <summary>It lives, but is no member: it starts, or leaves.</summary>
    Waiting,

    /// <summary>Nothing listens at its address.</summary>
    Refused,

    /// <summary>No answer: it is stopped, busy, behind a wall, or speaks another protocol.</summary>
    Silent,
}

/// <summary>Asks processes for their standing, each for a bounded time.</summary>
/// <param name="system">The own system, by whose protocol and name they are asked.</param>
internal sealed class ProcessProbe(ActorSystem system)
{
    private static readonly TimeSpan _connectTimeout = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan _answerTimeout = TimeSpan.FromSeconds(1);

    /// <param name="place">HOST:PORT.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<ProbeResult> QueryAsync(HostPort place, CancellationToken cancel)
    {
        if (await ConnectAsync(place, cancel) is { } noConnection)
        {
            return noConnection;
        }

        try
        {
            var actor = system.ActorSelection(new RootActorPath(Addresses.Of(system, place)) / "user" / MembershipActor.Name);
            var standing = await actor.Ask<MembershipStatus>(new QueryMembership(), _answerTimeout, cancel);
            return standing.IsMember ? ProbeResult.Member : ProbeResult.Waiting;
        }
        catch (AskTimeoutException)
        {
            return ProbeResult.Silent;
        }
    }

    /// <summary>First by TCP alone: Akka.NET shuts an address for seconds once it was refused.</summary>
    private static async Task<ProbeResult?> ConnectAsync(HostPort place, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(_connectTimeout);
        try
        {
            using var client = new TcpClient(AddressFamily.InterNetwork);
            await client.ConnectAsync(place.Host, place.Port, limit.Token);
            return null;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.ConnectionRefused ? ProbeResult.Refused : ProbeResult.Silent;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return ProbeResult.Silent;
        }
    }
}
