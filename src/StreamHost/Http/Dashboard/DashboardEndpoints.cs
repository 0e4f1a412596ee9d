using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Node;

namespace StreamReco.StreamHost.Http.Dashboard;

/// <summary>What the dashboard asks for besides the API and the live stream.</summary>
internal static class DashboardEndpoints
{
    /// <summary>More than a page shows; a longer question is cut.</summary>
    private const int ItemsMax = 200;

    public static void Map(WebApplication app, NodeContext context)
    {
        app.MapGet("/v1/history", () => context.History.All().Select(HistoryPoint.Of))
            .WithTags("figures").WithSummary("The figures of the last quarter of an hour, second by second.")
            .Produces<HistoryPoint[]>();
        app.MapGet("/v1/items", (string[] id) => id.Take(ItemsMax).Select(one => Describe(context.RequireNode(), one)))
            .WithTags("items").WithSummary("Name and category of items, each as ?id=; null where nobody knows them.")
            .Produces<NamedItem[]>();
    }

    private static NamedItem Describe(RecommenderNode node, string id)
    {
        var row = node.Model.Items.IndexOf(id);
        var info = node.Catalog.Find(id) ?? (row >= 0 ? node.Model.ItemInfo[row] : null);
        return new NamedItem(id, info?.Name, info?.Category);
    }
}

/// <summary>An item in words.</summary>
internal sealed record NamedItem(string ItemId, string? Name, string? Category);
