using System.Net;
using Microsoft.AspNetCore.Http;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Http.Common;

/// <summary>
/// Keeps pages of other sites out, which a browser on this machine may show: on loopback only names of this machine
/// are answered (else a site could point its own name here), and no request that another origin sends is taken.
/// </summary>
internal sealed class HostCheck(HttpOptions options)
{
    private readonly bool _isLoopback = IPAddress.IsLoopback(IPAddress.Parse(options.Address));

    public Task RunAsync(HttpContext http, RequestDelegate next)
    {
        var host = http.Request.Host;
        if (_isLoopback && !IsLocal(host.Host))
        {
            throw new ProblemException(
                StatusCodes.Status421MisdirectedRequest, "Not this host",
                $"This node listens on {options.Address} and answers to names of this machine only, not to '{host.Host}'.");
        }

        if (http.Request.Headers.Origin is [{ Length: > 0 } origin] && !IsSame(origin, host))
        {
            throw new ProblemException(
                StatusCodes.Status403Forbidden, "Another origin", $"Pages of {origin} may not use this node.");
        }

        return next(http);
    }

    private static bool IsLocal(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static bool IsSame(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var url)
        && url.Authority.Equals(new Uri($"{url.Scheme}://{host}").Authority, StringComparison.OrdinalIgnoreCase);
}
