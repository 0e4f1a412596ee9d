using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using StreamReco.StreamHost.Hosting;

namespace StreamReco.StreamHost.Http;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: it has its partitions, each has recovered, the model
/// is warm and the lag is within the bound; else 503, with what is missing. Notes say what others do to its groups, which
/// keeps no node from working.
/// </summary>
internal static class HealthEndpoints
{
    public static void Map(WebApplication app, NodeContext context)
    {
        app.MapGet("/health/live", () => Results.Ok(new { status = "live" })).WithTags("health")
            .WithSummary("Whether the process answers.");
        app.MapGet("/health/ready", () =>
        {
            var missing = Missing(context);
            return Results.Json(
                new { status = missing.Count == 0 ? "ready" : "not_ready", missing, notes = context.Node?.Notes ?? [] },
                statusCode: missing.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        }).WithTags("health").WithSummary("Whether the node has its partitions, has recovered, and keeps up.");
    }

    /// <summary>What the node lacks to be ready; a sentence each.</summary>
    public static IReadOnlyList<string> Missing(NodeContext context)
    {
        if (context.Node is not { } node || context.History.Latest is not { } figures)
        {
            return ["The model, the database and the catalog are being loaded."];
        }

        if (node.Phase != NodePhase.Running)
        {
            return [Says(node.Phase)];
        }

        var missing = figures.Shards.Where(shard => shard.Replaying)
            .Select(shard => $"Partition {shard.Partition} replays its log: {shard.EmitFrom - shard.Committed} records to go.")
            .ToList();
        var most = context.Options.Http.ReadyLagRecordsMax;
        if (figures.Lag is null)
        {
            missing.Add("The brokers do not say where the clicks end: the lag is unknown.");
        }
        else if (figures.Lag > most)
        {
            missing.Add($"The lag is {figures.Lag} records; Http:ReadyLagRecordsMax is {most}.");
        }

        return missing;
    }

    private static string Says(NodePhase phase) => phase switch
    {
        NodePhase.Joining => "The cluster has not given this node its partitions yet.",
        NodePhase.Recovering => "Some partitions are not open yet.",
        NodePhase.Draining or NodePhase.Drained => "The node is drained; 'cluster resume' calls it back.",
        _ => "The node is stopping.",
    };
}
