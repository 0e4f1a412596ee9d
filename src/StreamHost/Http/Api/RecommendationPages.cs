using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Http.Common;

namespace StreamReco.StreamHost.Http.Api;

/// <summary>Reads which items of an answer are wanted: <c>n</c>, <c>offset</c> and <c>category</c>.</summary>
internal static class RecommendationPages
{
    /// <summary>The fields in a body.</summary>
    public static IReadOnlyList<string> Fields { get; } = ["n", "offset", "category"];

    private const string ItemsSetting = "Rerank:Items";
    private const string OffsetSetting = "Rerank:CandidatesMax";

    /// <summary>From the parameters of a request.</summary>
    /// <exception cref="ProblemException">One is not known or out of range.</exception>
    public static RecommendationPage Of(HttpContext http, NodeContext context)
    {
        ApiQuery.Check(http, Fields);
        var rerank = context.Options.Pipeline.Rerank;
        return new RecommendationPage(
            ApiQuery.Number(http, "n", rerank.Items, rerank.Items, ItemsSetting),
            ApiQuery.Number(http, "offset", 0, rerank.CandidatesMax, OffsetSetting, least: 0),
            ApiQuery.Text(http, "category"));
    }

    /// <summary>From the fields of a body.</summary>
    /// <inheritdoc cref="Of(HttpContext, NodeContext)" path="/exception"/>
    public static RecommendationPage Of(ApiBody body, NodeContext context)
    {
        var rerank = context.Options.Pipeline.Rerank;
        return new RecommendationPage(
            body.Number("n", rerank.Items, 1, rerank.Items, ItemsSetting),
            body.Number("offset", 0, 0, rerank.CandidatesMax, OffsetSetting),
            body.TextOrNull("category"));
    }

    /// <summary>Describes the parameters in the document of the API.</summary>
    public static RouteHandlerBuilder TakesPage(this RouteHandlerBuilder endpoint, NodeContext context)
    {
        var rerank = context.Options.Pipeline.Rerank;
        return endpoint
            .TakesNumber("n", "Items wanted, best first; Rerank:Items where it is left out.", rerank.Items, rerank.Items)
            .TakesNumber("offset", "Items before the first wanted one.", 0, rerank.CandidatesMax, least: 0)
            .TakesText("category", "The one category whose items are wanted; all where it is left out.");
    }
}
