using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Http.Common;

namespace StreamReco.StreamHost.Http.Api;

/// <summary>
/// <c>GET /v1/recommendations/{user}</c>: what to recommend now, by the user's newest state. Any node answers: it asks
/// the one that holds the user's partition. Any user gets an answer: by history, else what is trending, else what is
/// popular; the answer says which, and why not the one before. <c>POST /v1/recommendations</c> does so for several users.
/// </summary>
internal sealed class RecommendationsEndpoint(NodeContext context, UserQueries users)
{
    /// <summary>Links that are followed from an anonymous id to the user whom it belongs to.</summary>
    private const int LinksMax = 2;

    public void Map(IEndpointRouteBuilder group)
    {
        group.MapGet("/recommendations/{user}", AnswerAsync).WithTags("recommendations").WithName("Recommendations")
            .WithSummary("What to recommend to a user now.").Produces<RecommendationsAnswer>().TakesPage(context);
        group.MapPost("/recommendations", (Delegate)AnswerAllAsync).WithTags("recommendations").WithName("RecommendationsForUsers")
            .WithSummary("What to recommend to each of several users now, in the order of the request.")
            .Accepts<RecommendationsRequest>("application/json").Produces<RecommendationsAnswers>();
    }

    private async Task<IResult> AnswerAsync(string user, HttpContext http)
    {
        var page = RecommendationPages.Of(http, context);
        PathIds.Check("user", user, context.Options.Pipeline.Limits.IdCharsMax);
        return AnswerJson.One(await QueryAsync(user, page, http.RequestAborted));
    }

    private async Task<IResult> AnswerAllAsync(HttpContext http)
    {
        using var body = await ApiBody.ReadAsync(http, ["user_ids", .. RecommendationPages.Fields]);
        var ids = body.Ids("user_ids", context.Options.Http.EntriesPerRequestMax, context.Options.Pipeline.Limits.IdCharsMax);
        var page = RecommendationPages.Of(body, context);
        // Each on a thread of its own: one after the other they would be scored one by one, beside each other they share a batch.
        return AnswerJson.Several(await Task.WhenAll(
            ids.Select(user => Task.Run(() => QueryAsync(user, page, http.RequestAborted), http.RequestAborted))));
    }

    private Task<(RecommendReply? Reply, string? Why)> QueryAsync(UserPlace place, RecommendationPage page, CancellationToken cancel) =>
        users.QueryAsync<RecommendReply>(
            place,
            partition => new RecommendQuery(partition, place.StateId, page.Items) { Offset = page.Offset, Category = page.Category },
            cancel);

    private async Task<UserAnswer> QueryAsync(string user, RecommendationPage page, CancellationToken cancel)
    {
        var place = users.PlaceOf(user);
        var (reply, why) = await QueryAsync(place, page, cancel);
        for (var hops = 0; hops < LinksMax && reply?.LinkedTo is { } next; hops++)
        {
            place = new UserPlace(next, reply.LinkedAt);
            (reply, why) = await QueryAsync(place, page, cancel);
        }

        if (reply?.LinkedTo is not null)
        {
            (reply, why) = (null, "history: the id is linked in a circle");
        }

        return new UserAnswer(user, place.Partition, reply ?? context.RequireNode().ColdReply(place.StateId, why!, page));
    }
}

/// <summary>The body of <c>POST /v1/recommendations</c>.</summary>
/// <param name="UserIds">The users.</param>
/// <param name="N">Items wanted for each, best first; null takes <c>Rerank:Items</c>.</param>
/// <param name="Offset">Items before the first wanted one; null is 0.</param>
/// <param name="Category">The one category whose items are wanted; null for all.</param>
internal sealed record RecommendationsRequest(IReadOnlyList<string> UserIds, int? N, int? Offset, string? Category);

/// <summary>What <c>POST /v1/recommendations</c> answers.</summary>
/// <param name="Answers">One for each user, in the order of the request.</param>
internal sealed record RecommendationsAnswers(IReadOnlyList<RecommendationsAnswer> Answers);

/// <summary>What <c>GET /v1/recommendations/{user}</c> answers.</summary>
/// <param name="UserId">The user as asked for.</param>
/// <param name="Known">Whether the user has a state.</param>
/// <param name="Basis">What the answer rests on: history, trending or popular.</param>
/// <param name="Fallback">The steps before it, each with why it gave nothing.</param>
/// <param name="ServedBy">The node that answered.</param>
/// <param name="Partition">The user's partition.</param>
/// <param name="Recommendation">As in the recommendations topic.</param>
internal sealed record RecommendationsAnswer(
    string UserId, bool Known, string Basis, IReadOnlyList<string> Fallback, string ServedBy, int? Partition,
    RecommendationContract Recommendation);
