using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace StreamReco.StreamHost.Http.Common;

/// <summary>What of an endpoint's requests stands in the audit trail.</summary>
internal enum AuditKind
{
    /// <summary>Each request that may change something; equal GET requests of a minute are one record.</summary>
    Admin,

    /// <summary>Each request.</summary>
    Each,

    /// <summary>Each request: its answer tells of a person, or of several.</summary>
    Person,

    /// <summary>Each request that names a person.</summary>
    PersonIfNamed,
}

/// <summary>Marks endpoints whose requests stand in the audit trail. Of several marks the endpoint's own counts.</summary>
/// <param name="Kind">Which of its requests.</param>
internal sealed record AuditMark(AuditKind Kind)
{
    private const string PersonKey = "streamreco.audit-person";
    private const string AboutKey = "streamreco.audit-about";

    /// <summary>Says whom a request is about.</summary>
    /// <param name="http">The request.</param>
    /// <param name="user">The user, as the state knows them.</param>
    public static void NamePerson(HttpContext http, string user) => http.Items[PersonKey] = user;

    /// <summary>Says what a request is about, where its path does not.</summary>
    public static void NameSubject(HttpContext http, string about) => http.Items[AboutKey] = about;

    /// <summary>Whom the handler named; null for nobody.</summary>
    public static string? PersonOf(HttpContext http) => http.Items.TryGetValue(PersonKey, out var user) ? user as string : null;

    /// <summary>What the handler named; null for nothing.</summary>
    public static string? SubjectOf(HttpContext http) => http.Items.TryGetValue(AboutKey, out var about) ? about as string : null;
}

/// <summary>Puts endpoints under the audit trail.</summary>
internal static class AuditExtensions
{
    /// <summary>Requests of these endpoints stand in the audit trail.</summary>
    public static T Audit<T>(this T endpoints, AuditKind kind)
        where T : IEndpointConventionBuilder => endpoints.WithMetadata(new AuditMark(kind));

    /// <summary>
    /// The endpoint tells of a person: each request stands in the audit trail, where <c>Audit:Required</c> says so before it is
    /// answered.
    /// </summary>
    public static RouteHandlerBuilder AuditPerson(this RouteHandlerBuilder endpoint, AuditKind kind = AuditKind.Person) =>
        endpoint.Audit(kind).AddEndpointFilter((invocation, next) =>
            invocation.HttpContext.RequestServices.GetRequiredService<AuditedRequests>().ReadPersonAsync(invocation, next));
}
