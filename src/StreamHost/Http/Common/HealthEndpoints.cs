using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace StreamReco.StreamHost.Http.Common;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: 200 if every condition of <see cref="Readiness"/> holds,
/// else 503; the body has each condition. Notes say what holds the flow up and what others do to the node's groups.
/// </summary>
internal sealed class HealthEndpoints(NodeContext context, HealthCheckService health)
{
    /// <summary>Registers a health check for each condition.</summary>
    public static void AddChecks(IServiceCollection services)
    {
        var checks = services.AddHealthChecks();
        foreach (var name in Readiness.Names)
        {
            checks.Add(new HealthCheckRegistration(
                name, provider => new NodeReadiness.Condition(provider.GetRequiredService<NodeContext>(), name), null, null));
        }
    }

    public void Map(IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/health").WithTags("health");
        group.MapGet("/live", () => TypedResults.Ok(new LiveAnswer("live"))).WithName("Live")
            .WithSummary("Whether the process answers.");
        group.MapGet("/ready", ReadyAsync).WithName("Ready")
            .WithSummary("Whether the model is warm, the node is a member that is up, its partitions are live, it keeps up, and database, "
                + "brokers and topics are there.")
            .Produces<ReadyAnswer>(StatusCodes.Status503ServiceUnavailable).Produces<ReadyAnswer>();
    }

    private async Task<JsonHttpResult<ReadyAnswer>> ReadyAsync(CancellationToken cancel)
    {
        var report = await health.CheckHealthAsync(cancel);
        var isReady = report.Status == HealthStatus.Healthy;
        ReadinessCheck[] checks =
        [
            .. report.Entries.Select(entry => new ReadinessCheck(
                entry.Key, entry.Value.Status == HealthStatus.Healthy, entry.Value.Description ?? "")),
        ];
        return TypedResults.Json(
            new ReadyAnswer(
                isReady ? "ready" : "not_ready", [.. checks.Where(check => !check.Ok).Select(check => check.Detail)], checks,
                NodeReadiness.Notes(context)),
            statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}

/// <summary>What <c>GET /health/live</c> answers.</summary>
/// <param name="Status"><c>live</c>.</param>
internal sealed record LiveAnswer(string Status);

/// <summary>Whether the node is ready.</summary>
/// <param name="Status"><c>ready</c> or <c>not_ready</c>.</param>
/// <param name="Missing">The details of the conditions that do not hold.</param>
/// <param name="Checks">Every condition.</param>
/// <param name="Notes">What holds the flow up, and what others do to the node's groups; it is ready all the same.</param>
internal sealed record ReadyAnswer(
    string Status, IReadOnlyList<string> Missing, IReadOnlyList<ReadinessCheck> Checks, IReadOnlyList<string> Notes);
