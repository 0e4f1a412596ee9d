using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Http.Common;

namespace StreamReco.StreamHost.Http.Api;

/// <summary>
/// <c>GET /v1/recommendations/{user}</c>: what to recommend now, by the user's newest state. Any node answers: it asks
/// the one that holds the user's partition. Any user gets an answer: by history, else what is trending, else what is
/// popular; the answer says which, and why not the one before. <c>?n=</c> asks for the first n of its items.
/// </summary>
internal sealed class RecommendationsEndpoint(NodeContext context, UserQueries users)
{
    private const string Json = "application/json";

    public void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/v1/recommendations/{user}", (Delegate)AnswerAsync).WithTags("recommendations")
            .WithSummary("What to recommend to a user now.").Produces<RecommendationsAnswer>()
            .TakesNumber("n", "Items wanted, best first; Rerank:Items where it is left out.", ItemsMax, ItemsMax);

    private int ItemsMax => context.Options.Pipeline.Rerank.Items;

    private async Task<IResult> AnswerAsync(HttpContext http)
    {
        ApiQuery.Check(http, "n");
        var items = ApiQuery.Number(http, "n", ItemsMax, ItemsMax, "Rerank:Items");
        var user = PathIds.Of(http, "user", context.Options.Pipeline.Limits.IdCharsMax);
        var place = users.PlaceOf(user);
        var (reply, why) = await users.AskAsync<RecommendReply>(
            place, partition => new RecommendQuery(partition, place.StateId, items), http.RequestAborted);
        return Write(user, place.Partition, reply ?? ColdReply(place.StateId, why!, items));
    }

    private RecommendReply ColdReply(string stateId, string why, int items)
    {
        var node = context.RequireNode();
        var answer = node.ColdAnswers.Make(stateId, why, items);
        return new RecommendReply(
            node.Name, answer.IsKnown, answer.Basis, answer.Fallback, answer.Recommendation.ToArray());
    }

    private static IResult Write(string user, int? partition, RecommendReply answer)
    {
        var output = new ArrayBufferWriter<byte>(4096);
        using var writer = new Utf8JsonWriter(output);
        writer.WriteStartObject();
        writer.WriteString("user_id", user);
        writer.WriteBoolean("known", answer.IsKnown);
        writer.WriteString("basis", answer.Basis);
        writer.WriteStartArray("fallback");
        foreach (var step in answer.Fallback)
        {
            writer.WriteStringValue(step);
        }

        writer.WriteEndArray();
        writer.WriteString("served_by", answer.ServedBy);
        writer.WritePropertyName("partition");
        if (partition is { } known)
        {
            writer.WriteNumberValue(known);
        }
        else
        {
            writer.WriteNullValue();
        }

        writer.WritePropertyName("recommendation");
        writer.WriteRawValue(answer.Recommendation, skipInputValidation: true);
        writer.WriteEndObject();
        writer.Flush();
        return Results.Bytes(output.WrittenMemory.ToArray(), Json);
    }
}

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
    JsonElement Recommendation);
