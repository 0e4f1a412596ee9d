using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamReco.Stages.Privacy;
using StreamReco.StreamHost.Audit;

namespace StreamReco.StreamHost.Http.Common;

/// <summary>
/// Writes down who asked for what, and who looked at whom. What a read of a person found is handed out after its record stands,
/// where <c>Audit:Required</c> says so.
/// </summary>
internal sealed class AuditedRequests(NodeContext context)
{
    private const string Recorded = "streamreco.audit-recorded";
    private const string UserValue = "user";
    private const int AboutCharsMax = 200;
    private const int ClientClosed = 499;

    private readonly Pseudonymizer? _pseudonyms = Pseudonymizer.Open(context.Options.Pipeline.Privacy);

    /// <summary>Around the endpoints: records how each marked request ended, also those that no handler saw.</summary>
    public async Task FollowAsync(HttpContext http, RequestDelegate next)
    {
        if (context.Audit is not { } audit || http.GetEndpoint()?.Metadata.GetMetadata<AuditMark>() is not { } mark)
        {
            await next(http);
            return;
        }

        try
        {
            await next(http);
        }
        catch (Exception e)
        {
            Record(audit, mark, http, StatusOf(e));
            throw;
        }

        Record(audit, mark, http, http.Response.StatusCode);
    }

    /// <summary>Around the handler of a read of a person: what it found is not written yet.</summary>
    public async ValueTask<object?> ReadPersonAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var http = invocation.HttpContext;
        if (context.Audit is not { IsRequired: true } audit)
        {
            return await next(invocation);
        }

        if (audit.Away is { } why)
        {
            throw Refused(why);
        }

        var result = await next(invocation);
        if (PersonOf(http) is null && http.GetEndpoint()?.Metadata.GetMetadata<AuditMark>()?.Kind == AuditKind.PersonIfNamed)
        {
            return result;
        }

        http.Items[Recorded] = true;
        var entry = EntryOf(http, result is IStatusCodeHttpResult { StatusCode: { } status } ? status : StatusCodes.Status200OK);
        if (await audit.WriteAsync(entry, http.RequestAborted))
        {
            return result;
        }

        http.Items.Remove(Recorded); // The refusal is recorded as soon as it can be.
        throw Refused(audit.Away ?? $"it did not stand within Audit:WaitMs ({context.Options.Audit.WaitMs}).");
    }

    private static ProblemException Refused(string why) => ProblemException.NotReady(
        $"What is read of a person must stand in the audit trail first (Audit:Required is true), and it cannot be written: {why}");

    private void Record(AuditLog audit, AuditMark mark, HttpContext http, int status)
    {
        if (http.Items.ContainsKey(Recorded))
        {
            return;
        }

        var isRefused = status is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden;
        var entry = EntryOf(http, status);
        if (isRefused)
        {
            audit.AddRepeated(entry with { By = "", About = "", Person = null });
        }
        else if (mark.Kind == AuditKind.Admin && HttpMethods.IsGet(http.Request.Method))
        {
            audit.AddRepeated(entry);
        }
        else if (mark.Kind != AuditKind.PersonIfNamed || entry.Person is not null)
        {
            audit.Add(entry);
        }
    }

    private AuditEntry EntryOf(HttpContext http, int status) => new(
        AuditEntry.NewId(),
        context.Time.GetUtcNow(),
        context.Authority,
        http.User.Identity?.IsAuthenticated == true ? context.Token?.Name ?? "local" : "nobody",
        Caller.Of(http),
        http.Connection.RemoteIpAddress?.ToString() ?? "",
        $"{http.Request.Method} {(http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText}",
        AboutOf(http),
        PersonOf(http),
        status.ToString(CultureInfo.InvariantCulture));

    /// <summary>What the handler named, else the values of the path; never a user.</summary>
    private static string AboutOf(HttpContext http)
    {
        var text = AuditMark.SubjectOf(http) ?? string.Join(
            ' ', http.Request.RouteValues.Where(value => value.Key != UserValue).Select(value => $"{value.Key}={value.Value}"));
        return text.Length <= AboutCharsMax ? text : text[..AboutCharsMax];
    }

    private string? PersonOf(HttpContext http) => AuditMark.PersonOf(http)
        ?? (http.Request.RouteValues.TryGetValue(UserValue, out var value) && value is string { Length: > 0 } user
            ? _pseudonyms?.Of(user) ?? user : null);

    private static int StatusOf(Exception exception) => exception switch
    {
        ProblemException problem => problem.Status,
        BadHttpRequestException bad => bad.StatusCode,
        OperationCanceledException => ClientClosed,
        _ => StatusCodes.Status500InternalServerError,
    };
}
