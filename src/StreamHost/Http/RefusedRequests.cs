using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace StreamReco.StreamHost.Http;

/// <summary>
/// Answers with problem+json what the server refuses before any middleware sees it: a path with %00, a request line that
/// cannot be read, headers that are too large. The server's own answer has no body, and no hook to give it one. Therefore the
/// server's event says that a request was refused, and the connection's writer puts another answer in place of the server's.
/// </summary>
internal sealed class RefusedRequests : IObserver<KeyValuePair<string, object?>>
{
    private const string Event = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";
    private const string BadTarget = "Invalid request target";

    /// <summary>Listens for the server's event, until the server is disposed.</summary>
    public static void Follow(DiagnosticListener server) => server.Subscribe(new RefusedRequests(), static name => name == Event);

    /// <summary>Of each connection: gives it a writer that can answer for the server.</summary>
    public static async Task WrapAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var transport = connection.Transport;
        var writer = new RefusalWriter(transport.Output);
        connection.Features.Set(writer);
        connection.Transport = new Duplex(transport.Input, writer);
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
        }
    }

    /// <inheritdoc/>
    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is IFeatureCollection features && features.Get<RefusalWriter>() is { } writer
            && features.Get<IBadRequestExceptionFeature>()?.Error is BadHttpRequestException error
            && features.Get<IHttpResponseFeature>() is { HasStarted: false })
        {
            writer.Answer(Write(error));
        }
    }

    /// <inheritdoc/>
    public void OnError(Exception error)
    {
        // The server's event source has no errors of its own.
    }

    /// <inheritdoc/>
    public void OnCompleted()
    {
        // The server has stopped.
    }

    private static byte[] Write(BadHttpRequestException error)
    {
        var body = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "about:blank"u8);
            json.WriteString("title"u8, "The request is not right"u8);
            json.WriteNumber("status"u8, error.StatusCode);
            json.WriteString("detail"u8, Explain(error.Message));
            json.WriteNull("field"u8);
            json.WriteEndObject();
        }

        var head = string.Create(CultureInfo.InvariantCulture,
            $"HTTP/1.1 {error.StatusCode} {ReasonPhrases.GetReasonPhrase(error.StatusCode)}\r\nContent-Type: application/problem+json\r\n"
            + $"Content-Length: {body.WrittenCount}\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n");
        return [.. Encoding.ASCII.GetBytes(head), .. body.WrittenSpan];
    }

    /// <summary>The server's words; it quotes what it refused only where its log is verbose, and an empty quote says nothing.</summary>
    private static string Explain(string message) => message.StartsWith(BadTarget, StringComparison.Ordinal)
        ? "The path cannot be read: it must be percent-encoded UTF-8, without %00 and without spaces."
        : message.Replace(": ''", ".", StringComparison.Ordinal);

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>
    /// Hands on what the server writes, until a request is refused: then it writes the answer, and drops what the server
    /// writes after it, which is its own answer and the end of the connection.
    /// </summary>
    private sealed class RefusalWriter(PipeWriter inner) : PipeWriter
    {
        private byte[]? _dropped;

        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public void Answer(byte[] answer)
        {
            inner.Write(answer);
            _dropped = new byte[4096];
        }

        public override void Advance(int bytes)
        {
            if (_dropped is null)
            {
                inner.Advance(bytes);
            }
        }

        public override Memory<byte> GetMemory(int sizeHint = 0) => _dropped is null ? inner.GetMemory(sizeHint) : Dropped(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => _dropped is null ? inner.GetSpan(sizeHint) : Dropped(sizeHint);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
            inner.FlushAsync(cancellationToken);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

        private byte[] Dropped(int sizeHint) => _dropped = sizeHint > _dropped!.Length ? new byte[sizeHint] : _dropped;
    }
}
