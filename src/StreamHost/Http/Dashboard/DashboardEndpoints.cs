using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamReco.StreamHost.Http.Common;

namespace StreamReco.StreamHost.Http.Dashboard;

/// <summary>What the dashboard asks for besides the API and the live stream.</summary>
internal static class DashboardEndpoints
{
    public static void MapHistory(IEndpointRouteBuilder group, NodeContext context) =>
        group.MapGet("/history", () => context.History.All().Select(HistoryPoint.Of)).WithName("History")
            .WithSummary("The figures of the last quarter of an hour, second by second.");
}
