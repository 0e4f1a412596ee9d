using System.Net;
using System.Net.Sockets;

namespace StreamReco.TestKit.Servers;

/// <summary>
/// Ports for servers that are stopped and started again. They lie below those that the system gives to outgoing
/// connections (32,768 upwards on Linux): one of those could take the port while its server is down.
/// </summary>
public static class LoopbackPorts
{
    private const int First = 24_000;
    private const int Count = 3_000;

    private static readonly Lock _gate = new();
    private static int _next = Environment.ProcessId * 31 % Count;

    /// <summary>Ports that nobody listens on at this moment; each is given once to a process of this kind.</summary>
    public static int[] Free(int count)
    {
        lock (_gate)
        {
            var found = new List<int>(count);
            for (var tries = 0; found.Count < count; tries++)
            {
                var port = First + (_next++ % Count);
                if (IsFree(port))
                {
                    found.Add(port);
                }
                else if (tries > Count)
                {
                    throw new InvalidOperationException($"No free port from {First} on.");
                }
            }

            return [.. found];
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
