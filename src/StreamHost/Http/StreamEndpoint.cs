using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Sampling;

namespace StreamReco.StreamHost.Http;

/// <summary><c>/v1/stream</c>: the node's figures once a second as server-sent events of type <c>figures</c>.</summary>
internal static class StreamEndpoint
{
    public static void Map(IEndpointRouteBuilder group, IServiceProvider services, NodeContext context)
    {
        var streams = services.GetRequiredService<EventStream>();
        group.MapGet("/stream", (HttpContext http) => TypedResults.ServerSentEvents(
                streams.Follow("figures", context.History.Feed, figures => figures, http.RequestAborted)))
            .WithSummary("The node's figures once a second, as server-sent events.");
        group.MapGet("/figures", () => context.History.Latest is { } latest
            ? TypedResults.Ok(latest) : throw ProblemException.NotReady("The node is starting."))
            .WithName("Figures").WithSummary("The node's figures as of a second ago.");
    }
}
