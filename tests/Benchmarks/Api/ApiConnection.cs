using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace StreamReco.Benchmarks.Api;

/// <summary>A connection that is kept open, with one request at a time; opened anew where it broke.</summary>
/// <param name="node">The node.</param>
internal sealed class ApiConnection(EndPoint node) : IDisposable
{
    private const int RequestBytesMax = 4_096;
    private const int AnswerBytesMax = 64 * 1024;

    private readonly byte[] _answer = new byte[AnswerBytesMax];
    private Socket? _socket;

    /// <summary>Holds the request that is sent.</summary>
    public byte[] Buffer { get; } = new byte[RequestBytesMax];

    /// <summary>Sends a request; the answer's status comes later, 0 where the connection broke.</summary>
    /// <param name="request">The bytes.</param>
    /// <param name="onAnswer">Takes the status, once.</param>
    public void Ask(ReadOnlyMemory<byte> request, Action<int> onAnswer) => _ = AskAsync(request, onAnswer);

    public void Dispose() => _socket?.Dispose();

    private async Task AskAsync(ReadOnlyMemory<byte> request, Action<int> onAnswer)
    {
        var status = 0;
        try
        {
            var socket = _socket ??= Open();
            socket.Send(request.Span);
            status = await ReceiveAsync(socket);
        }
        catch (SocketException)
        {
            _socket?.Dispose();
            _socket = null;
        }

        onAnswer(status);
    }

    private Socket Open()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(node);
        return socket;
    }

    private async Task<int> ReceiveAsync(Socket socket)
    {
        for (var length = 0; ;)
        {
            var read = await socket.ReceiveAsync(_answer.AsMemory(length), SocketFlags.None);
            length += read;
            if (read == 0)
            {
                throw new SocketException((int)SocketError.ConnectionReset);
            }

            if (IsWhole(_answer.AsSpan(0, length)))
            {
                return int.Parse(_answer.AsSpan("HTTP/1.1 ".Length, 3), NumberStyles.None, CultureInfo.InvariantCulture);
            }
        }
    }

    /// <summary>Whether an answer has ended: by its length, or by its last chunk.</summary>
    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }

        var name = "Content-Length: "u8;
        var at = answer[..head].IndexOf(name);
        if (at < 0)
        {
            return answer.EndsWith("\r\n0\r\n\r\n"u8);
        }

        var text = answer[(at + name.Length)..];
        var length = int.Parse(text[..text.IndexOf((byte)'\r')], NumberStyles.None, CultureInfo.InvariantCulture);
        return answer.Length >= head + 4 + length;
    }
}
