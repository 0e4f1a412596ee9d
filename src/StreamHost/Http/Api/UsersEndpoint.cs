using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamReco.StreamHost.Http.Cluster;

namespace StreamReco.StreamHost.Http.Api;

/// <summary>
/// <c>GET /v1/users/{user}</c>: a user's state, and the newest answers that the user's clicks got. Tells of a person, so
/// it asks for the admin token where there is one.
/// </summary>
internal sealed class UsersEndpoint(NodeContext context, UserPlaces places, PeerClient peers)
{
    private const int AnswersMax = 10;
    private const string Json = "application/json";

    public void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/v1/users/{user}", (Delegate)ShowAsync).WithTags("users")
            .WithSummary("What is known of a user, with the newest answers.").Produces<JsonElement>()
            .ProducesProblem(StatusCodes.Status404NotFound);

    private async Task<IResult> ShowAsync(HttpContext http)
    {
        var cancel = http.RequestAborted;
        ApiQuery.Check(http);
        var user = PathIds.Of(http, "user", context.Options.Pipeline.Limits.IdCharsMax);
        var isForwarded = PeerClient.IsForwarded(http);
        var place = await places.FindAsync(user, isForwarded, fresh: false, cancel);
        if (place.Shard is { } shard)
        {
            var state = await shard.Questions.DescribeAsync(place.StateId, cancel)
                ?? throw Problem.NotFound($"The user '{user}' is not known.");
            var answers = shard.Recent.AnswersOf(Encoding.UTF8.GetBytes(place.StateId), AnswersMax);
            return Results.Bytes(Write(place, state, answers), Json);
        }

        if (!isForwarded && place.Owner is { } owner
            && await peers.AskAsync(
                owner, context.RequireNode().Name, HttpMethod.Get, $"/v1/users/{Uri.EscapeDataString(user)}", null, cancel)
                is { } answer)
        {
            return Results.Text(Encoding.UTF8.GetString(answer.Body), answer.ContentType, statusCode: answer.Status);
        }

        throw Problem.NotReady($"The user '{user}' cannot be looked up; {place.Nobody}.");
    }

    private byte[] Write(UserPlace place, byte[] state, IReadOnlyList<byte[]> answers)
    {
        var output = new ArrayBufferWriter<byte>(4096);
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = HttpJson.Options.Encoder });
        writer.WriteStartObject();
        writer.WriteString("node", context.RequireNode().Name);
        writer.WriteNumber("partition", place.Partition!.Value);
        writer.WritePropertyName("state");
        writer.WriteRawValue(state, skipInputValidation: true);
        writer.WriteStartArray("last_answers");
        foreach (var answer in answers)
        {
            writer.WriteRawValue(answer, skipInputValidation: true);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }
}
