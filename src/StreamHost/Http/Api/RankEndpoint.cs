using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Http.Common;

namespace StreamReco.StreamHost.Http.Api;

/// <summary>
/// <c>POST /v1/rank</c>: puts given items in order for a user. A stack takes them for candidates: those of which its
/// sources speak most by the ranker, the others by the sources. The small model takes its own candidates by their score,
/// then the others that it knows by the user's vector. What the model does not know comes last, as it was given. For a
/// user without a history the order is that of popularity, with a stack of popularity now.
/// </summary>
internal sealed class RankEndpoint(NodeContext context, UserQueries users)
{
    public void Map(IEndpointRouteBuilder group) =>
        group.MapPost("/rank", (Delegate)RankAsync).WithTags("recommendations").WithName("Rank")
            .WithSummary("Put given items in order for a user.")
            .Accepts<RankRequest>("application/json");

    private async Task<Ok<RankAnswer>> RankAsync(HttpContext http)
    {
        var request = await ReadAsync(http);
        var place = users.PlaceOf(request.UserId);
        var (reply, why) = await users.QueryAsync<RankReply>(
            place, partition => new RankQuery(partition, place.StateId, request.Items), http.RequestAborted);
        return TypedResults.Ok(Make(request.UserId, reply ?? ByPopularity(request.Items, why!)));
    }

    private async Task<RankRequest> ReadAsync(HttpContext http)
    {
        var charsMax = context.Options.Pipeline.Limits.IdCharsMax;
        using var body = await ApiBody.ReadAsync(http, "user_id", "items");
        var user = body.Text("user_id", charsMax);
        return new RankRequest(user, body.Ids("items", context.Options.Http.EntriesPerRequestMax, charsMax));
    }

    private RankReply ByPopularity(IReadOnlyList<string> items, string why)
    {
        var node = context.RequireNode();
        var model = node.Model;
        return new RankReply(node.Name, "popular", why, model.Manifest.Version, GivenItemOrder.ByPopularity(model, items));
    }

    private static RankAnswer Make(string user, RankReply reply) => new(
        user, reply.Basis, reply.Why is null ? [] : [reply.Why], reply.ServedBy, reply.ModelVersion,
        [.. reply.Items.Select((item, i) => new RankedAnswer(item.ItemId, i + 1, item.Score, item.By))]);
}

/// <summary>The body of <c>POST /v1/rank</c>.</summary>
internal sealed record RankRequest(string UserId, IReadOnlyList<string> Items);

/// <summary>What <c>POST /v1/rank</c> answers.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Basis">What the order rests on: history or popular.</param>
/// <param name="Fallback">Why not on the history.</param>
/// <param name="ServedBy">The node.</param>
/// <param name="ModelVersion">The model.</param>
/// <param name="Items">All given items, best first.</param>
internal sealed record RankAnswer(
    string UserId, string Basis, IReadOnlyList<string> Fallback, string ServedBy, string ModelVersion,
    IReadOnlyList<RankedAnswer> Items);

/// <summary>An item in its place: the score, and what gave it (ranker, sources, model, vector, popular, unknown).</summary>
internal sealed record RankedAnswer(string ItemId, int Rank, double Score, string By);
