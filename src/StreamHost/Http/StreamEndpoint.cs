using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using StreamReco.StreamHost.Figures;
using StreamReco.StreamHost.Http.Common;

namespace StreamReco.StreamHost.Http;

/// <summary><c>/v1/stream</c>: the node's figures once a second as server-sent events of type <c>figures</c>.</summary>
internal static class StreamEndpoint
{
    public static void Map(WebApplication app, NodeContext context)
    {
        var streams = app.Services.GetRequiredService<EventStream>();
        app.MapGet("/v1/stream", (HttpContext http) => TypedResults.ServerSentEvents(
                streams.Follow("figures", context.History.Feed, figures => figures, http.RequestAborted)))
            .WithTags("figures").WithSummary("The node's figures once a second, as server-sent events.");
        app.MapGet("/v1/figures", () => context.History.Latest is { } latest
            ? Results.Ok(latest) : throw Problem.NotReady("The node is starting."))
            .WithTags("figures").WithSummary("The node's figures as of a second ago.").Produces<NodeFigures>();
    }
}
