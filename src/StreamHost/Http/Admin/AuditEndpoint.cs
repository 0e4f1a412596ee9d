using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Privacy;
using StreamReco.StreamHost.Audit;
using StreamReco.StreamHost.Http.Common;

namespace StreamReco.StreamHost.Http.Admin;

/// <summary><c>GET /v1/audit</c>: who asked for what and who looked at whom; <c>/v1/audit/verify</c>: whether that is as it was written.</summary>
internal sealed class AuditEndpoint(NodeContext context)
{
    private const int LimitDefault = 50;
    private const int LimitMax = 1_000;

    private readonly Pseudonymizer? _pseudonyms = Pseudonymizer.Open(context.Options.Pipeline.Privacy);

    public void Map(IEndpointRouteBuilder group)
    {
        group.MapGet("/audit", (Delegate)ListAsync).WithTags("audit").WithName("Audit").RequireAdmin().Audit(AuditKind.Each)
            .WithSummary("Who asked for what and who looked at whom, the newest first.")
            .TakesText("user", "Only what was about this user, id in clear.")
            .TakesText("since", "Only what was done at or after this time, ISO 8601.")
            .TakesNumber("limit", "Records wanted.", LimitDefault, LimitMax);
        group.MapGet("/audit/verify", (Delegate)VerifyAsync).WithTags("audit").WithName("VerifyAudit").RequireAdmin().Audit(AuditKind.Each)
            .WithSummary("Whether every record of the audit trail is as it was written; names the first one that is not.");
    }

    private async Task<Ok<IReadOnlyList<AuditRecord>>> ListAsync(HttpContext http)
    {
        ApiQuery.Check(http, "user", "since", "limit");
        var limit = ApiQuery.Number(http, "limit", LimitDefault, LimitMax);
        var sinceMs = Since(http);
        var user = ApiQuery.Text(http, "user") is { } id ? _pseudonyms?.Of(id) ?? id : null;
        if (user is not null)
        {
            AuditMark.NamePerson(http, user);
        }

        var (trail, group) = (Trail(), context.Options.Kafka.Group);
        return TypedResults.Ok(await OfDatabaseAsync(async () =>
        {
            var person = user is null ? null : await trail.PersonOfAsync(group, user, http.RequestAborted);
            return user is not null && person is null ? []
                : await AuditList.NewestAsync(trail, group, new AuditQuery(person, sinceMs, limit), http.RequestAborted);
        }));
    }

    private async Task<Ok<AuditVerdict>> VerifyAsync(HttpContext http)
    {
        ApiQuery.Check(http);
        var trail = Trail();
        return TypedResults.Ok(await OfDatabaseAsync(
            () => AuditVerification.RunAsync(trail, context.Options.Kafka.Group, http.RequestAborted)));
    }

    private IAuditTrail Trail() => context.Audit?.Trail ?? throw new ProblemException(
        StatusCodes.Status404NotFound, "Not found", "No audit trail is written: Audit:Enabled is false.");

    private static async Task<T> OfDatabaseAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (StoreUnavailableException e)
        {
            throw ProblemException.NotReady(e.Message);
        }
    }

    private static long Since(HttpContext http)
    {
        if (ApiQuery.Text(http, "since") is not { } text)
        {
            return 0;
        }

        return DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time.ToUnixTimeMilliseconds()
            : throw ProblemException.Field("since", $"since is '{text}'; it must be a time in ISO 8601, for instance 2026-01-31T08:00:00Z.");
    }
}
