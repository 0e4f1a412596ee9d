using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Remote;

/// <summary>Talks to a node's admin endpoint; every failure is one line that says what to do.</summary>
internal sealed class AdminClient : IDisposable
{
    private readonly HttpClient _http;

    /// <param name="url">The node, for instance <c>http://127.0.0.1:8095</c>.</param>
    /// <param name="token">The admin token, or null.</param>
    /// <param name="by">Who asks, for the cluster's history.</param>
    public AdminClient(Uri url, AdminToken? token, string by)
    {
        Url = url;
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(3) })
        {
            BaseAddress = url,
            Timeout = TimeSpan.FromSeconds(30),
        };
        _http.DefaultRequestHeaders.Add(Caller.Header, Uri.EscapeDataString(by));
        if (token is not null)
        {
            _http.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse(token.Header);
        }
    }

    /// <summary>The node.</summary>
    public Uri Url { get; }

    /// <exception cref="UserErrorException">It cannot be reached, refuses, or does not know what is asked for.</exception>
    public Task<T> GetAsync<T>(string path, CancellationToken cancel) => SendAsync<T>(HttpMethod.Get, path, null, cancel);

    /// <returns>Null where the node knows no such thing.</returns>
    /// <exception cref="UserErrorException">It cannot be reached, or refuses.</exception>
    public Task<T?> FindAsync<T>(string path, CancellationToken cancel)
        where T : class => SendAsync<T?>(HttpMethod.Get, path, null, cancel, mayLack: true);

    /// <inheritdoc cref="GetAsync" path="/exception"/>
    public Task<T> PostAsync<T>(string path, object? body, CancellationToken cancel) =>
        SendAsync<T>(HttpMethod.Post, path, body, cancel);

    public void Dispose() => _http.Dispose();

    private async Task<T> SendAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancel, bool mayLack = false)
    {
        using var request = new HttpRequestMessage(method, new Uri(Url.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions
        {
            DangerousDisablePathAndQueryCanonicalization = true, // an id "a/../b" must stay what it is
        }));
        request.Content = body is null ? null : JsonContent.Create(body, options: HttpJson.Options);
        try
        {
            using var response = await _http.SendAsync(request, cancel);
            if (mayLack && response.StatusCode == HttpStatusCode.NotFound)
            {
                return default!;
            }

            return response.IsSuccessStatusCode
                ? (await response.Content.ReadFromJsonAsync<T>(HttpJson.Options, cancel))!
                : throw await FaultAsync(response, cancel);
        }
        catch (Exception e) when (
            e is HttpRequestException || (e is TaskCanceledException && !cancel.IsCancellationRequested))
        {
            throw new UserErrorException(
                $"The node at {Url.GetLeftPart(UriPartial.Authority)} (--node) does not answer: {e.Message}", ExitCode.Failure, e);
        }
    }

    /// <summary>The answer is about what was asked, or that it is too long to be read; nothing was begun.</summary>
    private static bool IsWrongUsage(HttpStatusCode status) => status is HttpStatusCode.BadRequest
        or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.RequestUriTooLong or HttpStatusCode.RequestHeaderFieldsTooLarge;

    private async Task<UserErrorException> FaultAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        if (response.StatusCode == HttpStatusCode.Unauthorized)
        {
            return new UserErrorException(
                $"The node at {Url.GetLeftPart(UriPartial.Authority)} wants its admin token: --token-file FILE (or env:NAME).");
        }

        var text = await response.Content.ReadAsStringAsync(cancel);
        try
        {
            return new UserErrorException(
                JsonDocument.Parse(text).RootElement.GetProperty("detail").GetString() ?? text,
                IsWrongUsage(response.StatusCode) ? ExitCode.Usage : ExitCode.Failure);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return new UserErrorException($"The node answered {(int)response.StatusCode}: {text}", ExitCode.Failure, e);
        }
    }
}
