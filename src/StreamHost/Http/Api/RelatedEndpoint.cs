using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Http.Common;

namespace StreamReco.StreamHost.Http.Api;

/// <summary>
/// <c>POST /v1/related</c>: what to recommend to somebody of whom nothing is known but a list of items, for instance a basket.
/// The same items are always taken to the same partition, whose live sources are asked; nothing is kept of them.
/// </summary>
internal sealed class RelatedEndpoint(NodeContext context, UserQueries users)
{
    public void Map(IEndpointRouteBuilder group) =>
        group.MapPost("/related", (Delegate)AnswerAsync).WithTags("recommendations").WithName("Related")
            .WithSummary("What to recommend beside given items, without a user.")
            .Accepts<RelatedRequest>("application/json").Produces<RecommendationsAnswer>();

    private async Task<IResult> AnswerAsync(HttpContext http)
    {
        using var body = await ApiBody.ReadAsync(http, ["items", .. RecommendationPages.Fields]);
        var items = body.Ids("items", context.Options.Http.EntriesPerRequestMax, context.Options.Pipeline.Limits.IdCharsMax);
        var page = RecommendationPages.Of(body, context);
        var place = new UserPlace(QueryRecommender.Nobody, users.PartitionOf(items[0]));
        var (reply, why) = await users.QueryAsync<RecommendReply>(
            place, partition => new RelatedQuery(partition, items, page.Items, page.Offset, page.Category), http.RequestAborted);
        return AnswerJson.One(new UserAnswer(
            QueryRecommender.Nobody, place.Partition, reply ?? context.RequireNode().ColdReply(QueryRecommender.Nobody, why!, page)));
    }
}

/// <summary>The body of <c>POST /v1/related</c>.</summary>
/// <param name="Items">The items, the newest last.</param>
/// <param name="N">Items wanted, best first; null takes <c>Rerank:Items</c>.</param>
/// <param name="Offset">Items before the first wanted one; null is 0.</param>
/// <param name="Category">The one category whose items are wanted; null for all.</param>
internal sealed record RelatedRequest(IReadOnlyList<string> Items, int? N, int? Offset, string? Category);
