using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StreamReco.StreamHost.Http.Common;

namespace StreamReco.StreamHost.Http.Admin;

/// <summary>
/// Authenticates by the admin token. Without a token (on loopback only) everybody on the machine may use the node.
/// </summary>
internal sealed class AdminTokenHandler(
    NodeContext context, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>The scheme's name, which <c>WWW-Authenticate</c> says too.</summary>
    public const string Bearer = "Bearer";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
        context.Token is null || context.Token.Allows(Request.Headers.Authorization)
            ? AuthenticateResult.Success(new AuthenticationTicket(
                new ClaimsPrincipal(new ClaimsIdentity(Scheme.Name)), Scheme.Name))
            : AuthenticateResult.NoResult());

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = Bearer;
        return new ProblemException(
            StatusCodes.Status401Unauthorized, "The admin token is missing or wrong",
            "Send 'Authorization: Bearer TOKEN' with the token of Http:AdminTokenFile.").WriteAsync(Context);
    }
}
