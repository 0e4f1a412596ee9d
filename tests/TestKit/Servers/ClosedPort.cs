using System.Net;
using System.Net.Sockets;

namespace StreamReco.TestKit.Servers;

/// <summary>
/// A loopback port that refuses every connection. It is held until it is disposed: a port that was only free a moment ago may be
/// given to the next server of another test.
/// </summary>
public sealed class ClosedPort : IDisposable
{
    private readonly Socket _held = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    /// <summary>Takes a port without listening on it.</summary>
    public ClosedPort() => _held.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    /// <summary>The address, as "127.0.0.1:port".</summary>
    public string Address => _held.LocalEndPoint!.ToString()!;

    /// <inheritdoc/>
    public void Dispose() => _held.Dispose();
}
