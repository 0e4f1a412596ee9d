using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace StreamReco.StreamHost.Http.Common;

/// <summary>Endpoints that act on the node or describe people.</summary>
internal static class AdminAccess
{
    /// <summary>Asks for the admin token, where there is one, and says so in the document of the API.</summary>
    public static T RequireAdmin<T>(this T endpoints)
        where T : IEndpointConventionBuilder =>
        endpoints.RequireAuthorization().WithMetadata(
            new Microsoft.AspNetCore.Http.ProducesResponseTypeMetadata(
                StatusCodes.Status401Unauthorized, typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), ["application/problem+json"]));
}
