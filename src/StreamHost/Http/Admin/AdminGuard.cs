using Microsoft.AspNetCore.Http;
using StreamReco.StreamHost.Http.Common;

namespace StreamReco.StreamHost.Http.Admin;

/// <summary>
/// Lets nobody without the token to what acts on the node or tells of people: everything under <c>/admin</c>, and a
/// user's state. Without a token (on loopback only) everybody on the machine may.
/// </summary>
internal sealed class AdminGuard(AdminToken? token)
{
    public Task RunAsync(HttpContext http, RequestDelegate next)
    {
        if (token is not null && IsGuarded(http.Request.Path) && !token.Allows(http.Request.Headers.Authorization))
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            throw new Problem(
                StatusCodes.Status401Unauthorized, "The admin token is missing or wrong",
                "Send 'Authorization: Bearer TOKEN' with the token of Http:AdminTokenFile.");
        }

        return next(http);
    }

    private static bool IsGuarded(PathString path) =>
        path.StartsWithSegments("/admin", StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments("/v1/users", StringComparison.OrdinalIgnoreCase);
}
