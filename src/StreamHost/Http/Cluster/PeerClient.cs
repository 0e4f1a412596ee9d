using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Sql;

namespace StreamReco.StreamHost.Http.Cluster;

/// <summary>
/// Asks other nodes over HTTP. A question that came from a node carries a header and is never passed on: whatever two
/// nodes believe of each other, it takes one step.
/// </summary>
internal sealed class PeerClient(AdminToken? token) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = 64,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(1),
        UseProxy = false,
    })
    {
        Timeout = TimeSpan.FromSeconds(15), // the API's own bound of time is the caller's token
    };

    /// <summary>Sends a request to a node.</summary>
    /// <returns>Its answer with its status; null when it cannot be reached.</returns>
    public async Task<PeerAnswer?> QueryAsync(
        NodeEntry node, HttpMethod method, string pathAndQuery, object? body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, new Uri(node.Url + pathAndQuery, new UriCreationOptions
        {
            DangerousDisablePathAndQueryCanonicalization = true, // an id "a/../b" must stay what it is
        }));
        if (token is not null)
        {
            request.Headers.Authorization = AuthenticationHeaderValue.Parse(token.Header);
        }

        if (body is not null)
        {
            request.Content = JsonContent.Create(body, options: HttpJson.Options);
        }

        try
        {
            using var response = await _http.SendAsync(request, cancel);
            return new PeerAnswer(
                (int)response.StatusCode, response.Content.Headers.ContentType?.ToString(),
                await response.Content.ReadAsByteArrayAsync(cancel));
        }
        catch (Exception e) when (
            e is HttpRequestException || (e is TaskCanceledException && !cancel.IsCancellationRequested))
        {
            return null;
        }
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>What a node answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">Of the body.</param>
/// <param name="Body">The body's bytes.</param>
internal sealed record PeerAnswer(int Status, string? ContentType, byte[] Body)
{
    public bool IsOk => Status is >= 200 and < 300;

    public T Read<T>() => JsonSerializer.Deserialize<T>(Body, HttpJson.Options)!;
}
