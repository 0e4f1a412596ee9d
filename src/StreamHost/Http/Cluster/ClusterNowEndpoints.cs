using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using StreamReco.StreamHost.Cluster.Placement;
using StreamReco.StreamHost.Http.Common;

namespace StreamReco.StreamHost.Http.Cluster;

/// <summary>
/// <c>/v1/cluster</c>: members and partitions as this node sees them, without a question to the others;
/// <c>/v1/cluster/stream</c> sends the same as server-sent events of type <c>cluster</c>, each second and on every change.
/// </summary>
internal static class ClusterNowEndpoints
{
    public static void Map(IEndpointRouteBuilder group, IServiceProvider services, NodeContext context)
    {
        var streams = services.GetRequiredService<EventStream>();
        ClusterNow Show(PlacementView view) =>
            ClusterNow.Of(view, context.RequireNode().ShardTopic, context.Lag!.Partitions, context.Lag.Ends);
        group.MapGet("/cluster", () => context.RequireNode().Placement.Latest is { } latest
            ? TypedResults.Ok(Show(latest)) : throw ProblemException.NotReady("This node is not a member of a cluster yet."))
            .WithName("Cluster").WithSummary("Members, partitions and hand-overs as this node sees them.");
        group.MapGet("/cluster/stream", (HttpContext http) => TypedResults.ServerSentEvents(
                streams.Follow("cluster", context.RequireNode().Placement, Show, http.RequestAborted)))
            .WithSummary("The same each second and on every change, as server-sent events.");
    }
}
