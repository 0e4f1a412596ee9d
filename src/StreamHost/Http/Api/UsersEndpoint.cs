using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Kafka.Producing;

namespace StreamReco.StreamHost.Http.Api;

/// <summary>
/// <c>GET /v1/users/{user}</c>: a user's state, and the newest answers that the user's clicks got. Tells of a person, so
/// it asks for the admin token where there is one.
/// </summary>
internal sealed class UsersEndpoint(NodeContext context, UserQueries users)
{
    private const int AnswersMax = 10;
    private const string Json = "application/json";

    public void Map(IEndpointRouteBuilder group) =>
        group.MapGet("/users/{user}", ShowAsync).WithTags("users").WithName("User").RequireAdmin().AuditPerson()
            .WithSummary("What is known of a user, with the newest answers.").Produces<JsonElement>()
            .ProducesProblem(StatusCodes.Status404NotFound);

    private async Task<IResult> ShowAsync(string user, HttpContext http)
    {
        var cancel = http.RequestAborted;
        ApiQuery.Check(http);
        var place = users.PlaceOf(PathIds.Check("user", user, context.Options.Pipeline.Limits.IdCharsMax));
        var (reply, why) = await users.QueryAsync<UserReply>(
            place, partition => new UserQuery(partition, place.StateId, AnswersMax), cancel);
        return reply is null ? throw ProblemException.NotReady($"The user '{user}' cannot be looked up; {why}.")
            : reply.State is null ? throw ProblemException.NotFound(
                $"The user '{user}' is not known: partition {place.Partition}, where {KeyPartitioner.Describe(context.Options.Kafka)} puts the id, has no state of it.")
            : TypedResults.Bytes(Write(place, reply), Json);
    }

    private static byte[] Write(UserPlace place, UserReply reply)
    {
        var output = new ArrayBufferWriter<byte>(4096);
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = HttpJson.Options.Encoder });
        writer.WriteStartObject();
        writer.WriteString("node", reply.ServedBy);
        writer.WriteNumber("partition", place.Partition!.Value);
        writer.WritePropertyName("state");
        writer.WriteRawValue(reply.State, skipInputValidation: true);
        writer.WriteStartArray("last_answers");
        foreach (var answer in reply.Answers)
        {
            writer.WriteRawValue(answer, skipInputValidation: true);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }
}
