using System.Numerics.Tensors;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Ranking;
using StreamReco.Stages.Answers;
using StreamReco.StreamHost.Hosting;
using StreamReco.StreamHost.Http.Cluster;

namespace StreamReco.StreamHost.Http.Api;

/// <summary>
/// <c>POST /v1/rank</c>: puts given items in order for a user. A stack takes them for candidates: those of which its
/// sources speak most by the ranker, the others by the sources. The small model takes its own candidates by their score,
/// then the others that it knows by the user's vector. What the model does not know comes last, as it was given. For a
/// user without a history the order is that of popularity, with a stack of popularity now.
/// </summary>
internal sealed class RankEndpoint(NodeContext context, UserPlaces places, PeerClient peers)
{
    public void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/v1/rank", (Delegate)RankAsync).WithTags("recommendations")
            .WithSummary("Put given items in order for a user.")
            .Accepts<RankRequest>("application/json").Produces<RankAnswer>();

    private async Task<IResult> RankAsync(HttpContext http)
    {
        var cancel = http.RequestAborted;
        var request = await ReadAsync(http);
        var isForwarded = PeerClient.IsForwarded(http);
        var place = await places.FindAsync(request.UserId, isForwarded, fresh: false, cancel);
        if (place.Shard is { } shard)
        {
            return Results.Ok(await ForUserAsync(shard, place.StateId, request, cancel));
        }

        if (isForwarded)
        {
            throw new Problem(StatusCodes.Status421MisdirectedRequest, "Not this node", place.Nobody);
        }

        var node = context.RequireNode();
        return place.Owner is { } owner
            && await peers.AskAsync(owner, node.Name, HttpMethod.Post, "/v1/rank", request, cancel) is { IsOk: true } answer
            ? Results.Ok(answer.Read<RankAnswer>())
            : Results.Ok(ByPopularity(node, request, place.Nobody));
    }

    private async Task<RankRequest> ReadAsync(HttpContext http)
    {
        var charsMax = context.Options.Pipeline.Limits.IdCharsMax;
        using var body = await ApiBody.ReadAsync(http, "user_id", "items");
        var user = body.Text("user_id", charsMax);
        var items = body.Array("items", context.Options.Http.EntriesPerRequestMax);
        return new RankRequest(user, [.. items.Select((item, i) =>
            item.ValueKind == JsonValueKind.String && item.GetString() is { Length: > 0 } id && id.Length <= charsMax
                ? id : throw Problem.Field($"items[{i}]", $"items[{i}] must be an id of 1 to {charsMax} characters."))]);
    }

    private async Task<RankAnswer> ForUserAsync(
        OpenShard shard, string stateId, RankRequest request, CancellationToken cancel)
    {
        var node = context.RequireNode();
        var (ticket, isKnown) = await shard.Questions.LookAsync(stateId, request.Items, cancel);
        var why = ticket.Features.HasFeatures ? null
            : isKnown ? "history: the model knows no item that the user touched" : "history: the user is not known";
        if (why is not null && ticket.Model.Artifact.Stack is null)
        {
            return ByPopularity(node, request, why);
        }

        var answer = ByModel(node, request, ticket, why);
        ticket.Model.Tickets.Return([ticket]);
        return answer;
    }

    private static RankAnswer ByModel(RecommenderNode node, RankRequest request, AnswerTicket ticket, string? why)
    {
        var features = ticket.Features;
        var ranked = new Dictionary<int, float>(features.CandidateCount);
        for (var i = 0; i < features.CandidateCount; i++)
        {
            ranked[features.CandidateRows[i]] = features.CandidateScores[i];
        }

        var mixed = MixOf(ticket.Given);
        var items = ticket.Model.Items;
        return Make(
            request, node.Name, ticket.Model.Artifact, why is null ? "history" : "popular", why,
            id => items.IndexOf(id) is >= 0 and var row
                ? ranked.TryGetValue(row, out var score) ? new Placed(id, score, mixed is null ? "model" : "ranker", 0)
                    : mixed is null ? new Placed(id, TensorPrimitives.Dot(features.UserVector, items.Factor(row)), "vector", 1)
                    : new Placed(id, mixed[row], why is null ? "sources" : "popular", 1)
                : new Placed(id, 0, "unknown", 2));
    }

    /// <summary>What a stack's sources say of each given item; null without a stack.</summary>
    private static Dictionary<int, float>? MixOf(GivenItems? given)
    {
        if (given is null)
        {
            return null;
        }

        var mix = new Dictionary<int, float>(given.Rows.Length);
        for (var i = 0; i < given.Rows.Length; i++)
        {
            mix[given.Rows[i]] = given.Mix[i];
        }

        return mix;
    }

    private static RankAnswer ByPopularity(RecommenderNode node, RankRequest request, string why)
    {
        var ranks = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in node.Model.PopularRows)
        {
            ranks.TryAdd(node.Model.Items.IdOf(row), ranks.Count + 1);
        }

        return Make(request, node.Name, node.Model, "popular", why, id => ranks.TryGetValue(id, out var rank)
            ? new Placed(id, 1.0 / rank, "popular", 0) : new Placed(id, 0, "unknown", 1));
    }

    private static RankAnswer Make(
        RankRequest request, string node, ModelArtifact model, string basis, string? why, Func<string, Placed> place)
    {
        var ordered = request.Items.Select(place).OrderBy(item => item.Group).ThenByDescending(item => item.Score);
        return new RankAnswer(
            request.UserId, basis, why is null ? [] : [why], node, model.Manifest.Version,
            [.. ordered.Select((item, i) => new RankedAnswer(item.Id, i + 1, item.Score, item.By))]);
    }

    private readonly record struct Placed(string Id, double Score, string By, int Group);
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
