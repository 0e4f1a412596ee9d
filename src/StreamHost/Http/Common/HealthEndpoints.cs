using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Node;

namespace StreamReco.StreamHost.Http.Common;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: 200 if every condition of <see cref="Readiness"/> holds,
/// else 503; the body has each condition. Notes say what others do to its groups, which keeps no node from working.
/// </summary>
internal static class HealthEndpoints
{
    public static void Map(WebApplication app, NodeContext context)
    {
        app.MapGet("/health/live", () => Results.Ok(new { status = "live" })).WithTags("health")
            .WithSummary("Whether the process answers.");
        app.MapGet("/health/ready", () =>
        {
            var checks = Checks(context);
            var isReady = checks.All(check => check.Ok);
            return Results.Json(
                new ReadyAnswer(isReady ? "ready" : "not_ready", Missing(checks), checks, context.Node?.Notes ?? []),
                statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        }).WithTags("health").WithSummary("Whether the model is warm, the node is a member that is up, its partitions are live, and it keeps up.")
            .Produces<ReadyAnswer>().Produces<ReadyAnswer>(StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>What the node lacks to be ready, condition by condition.</summary>
    public static IReadOnlyList<string> Missing(NodeContext context) => Missing(Checks(context));

    private static List<string> Missing(IReadOnlyList<ReadinessCheck> checks) =>
        [.. checks.Where(check => !check.Ok).Select(check => check.Detail)];

    private static IReadOnlyList<ReadinessCheck> Checks(NodeContext context)
    {
        var (node, figures) = (context.Node, context.History.Latest);
        return Readiness.Of(new ReadinessFacts(
            node is null ? null : $"{node.Model.Manifest.Name} {node.Model.Manifest.Version} on {node.Batcher.Provider}",
            node?.MemberStatus,
            node?.ClusterAddress,
            node?.Phase ?? NodePhase.Starting,
            node?.PartitionPhases ?? new Dictionary<int, PartitionPhase>(),
            [
                .. (figures?.Shards ?? []).Where(shard => shard.Replaying)
                    .Select(shard => (shard.Partition, shard.EmitFrom - shard.Committed)),
            ],
            figures?.Lag,
            context.Options.Http.ReadyLagRecordsMax));
    }
}

/// <summary>Whether the node is ready.</summary>
/// <param name="Status"><c>ready</c> or <c>not_ready</c>.</param>
/// <param name="Missing">The details of the conditions that do not hold.</param>
/// <param name="Checks">Every condition.</param>
/// <param name="Notes">What others do to the node's groups; it is ready all the same.</param>
internal sealed record ReadyAnswer(
    string Status, IReadOnlyList<string> Missing, IReadOnlyList<ReadinessCheck> Checks, IReadOnlyList<string> Notes);
