using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamReco.Models.Lake;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Persons;

namespace StreamReco.StreamHost.Http.Api;

/// <summary>
/// <c>GET /v1/users/{user}/export</c>: everything that is held of a user, over all partitions, with the lake of this node's settings.
/// With <c>topics=true</c> the topics are read from their beginning, which takes its time.
/// </summary>
internal sealed class ExportEndpoint(NodeContext context, UserQueries users)
{
    private const string Topics = "topics";
    private const string Json = "application/json";

    /// <summary>A document that another export has pushed out is made anew so often.</summary>
    private const int AttemptsMax = 5;

    public void Map(IEndpointRouteBuilder group) =>
        group.MapGet("/users/{user}/export", ExportAsync).WithTags("users").WithName("ExportUser").RequireAdmin().AuditPerson()
            .WithSummary("Everything that is held of a user, as one document.").Produces<JsonElement>()
            .TakesText(Topics, "true reads the topics of clicks, recommendations and rejected records, too; else false.")
            .DisableRequestTimeout();

    private async Task<IResult> ExportAsync(string user, HttpContext http)
    {
        var cancel = http.RequestAborted;
        ApiQuery.Check(http, Topics);
        var withTopics = ApiQuery.Text(http, Topics) switch
        {
            null or "false" => false,
            "true" => true,
            var text => throw ProblemException.Field(Topics, $"{Topics} is '{text}'; it must be true or false."),
        };
        var place = users.PlaceOf(PathIds.Check("user", user, context.Options.Pipeline.Limits.IdCharsMax));
        var held = await HeldAsync(place.StateId, cancel);
        var export = new PersonExport(context.Options, user, place.StateId, context.Time);
        try
        {
            var audit = await export.AuditAsync(context.Audit?.Trail, cancel);
            return TypedResults.Bytes(await Task.Run(() => export.Make(held, audit, withTopics, cancel), cancel), Json);
        }
        catch (Exception e) when (e is StoreUnavailableException or KafkaSetupException or LakeException)
        {
            throw ProblemException.NotReady($"The export would not be whole: {e.Message}");
        }
    }

    /// <summary>Asks every partition: a user whose key moved has state in several.</summary>
    private async Task<IReadOnlyList<HeldByShard>> HeldAsync(string stateId, CancellationToken cancel)
    {
        var partitions = context.Lag?.Partitions is > 0 and var known ? known
            : throw ProblemException.NotReady("It is not known yet how many partitions the clicks topic has.");
        return await Task.WhenAll(Enumerable.Range(0, partitions).Select(partition => HeldAsync(partition, stateId, cancel)));
    }

    private async Task<HeldByShard> HeldAsync(int partition, string stateId, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var reply = await AskAsync(new ExportQuery(partition, stateId, 0), cancel);
            var document = new MemoryStream(reply.Total);
            document.Write(reply.Part);
            while (reply.Part.Length > 0 && document.Length < reply.Total)
            {
                reply = await AskAsync(new ExportQuery(partition, stateId, (int)document.Length), cancel);
                document.Write(reply.Part);
            }

            if (reply.Total > 0 && document.Length == reply.Total)
            {
                return new HeldByShard(context.RequireNode().ShardTopic, partition, reply.ServedBy, document.ToArray());
            }
        }

        throw ProblemException.NotReady($"Too many exports at once of partition {partition}; ask again.");
    }

    private async Task<ExportReply> AskAsync(ExportQuery query, CancellationToken cancel)
    {
        var (reply, why) = await users.QueryAsync<ExportReply>(query, cancel);
        return reply ?? throw ProblemException.NotReady($"The export would not be whole: {why}.");
    }
}
