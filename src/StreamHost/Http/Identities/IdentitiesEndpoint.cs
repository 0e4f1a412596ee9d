using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using StreamReco.Models.Identity;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Cluster.Control;
using StreamReco.StreamHost.Cluster.Control.Work;
using StreamReco.StreamHost.Http.Api;
using StreamReco.StreamHost.Http.Cluster;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Users;

namespace StreamReco.StreamHost.Http.Identities;

/// <summary>
/// <c>/v1/identities</c>: which ids hang together, a link by hand, the end of one; and the policy by which events link ids. A change is
/// a record in the log.
/// </summary>
internal sealed class IdentitiesEndpoint(NodeContext context, MemberQueries members, UserQueries users, LinkedIds linked)
{
    public void Map(IEndpointRouteBuilder group)
    {
        group.MapGet("/identities/{user}", ShowAsync).WithTags("users").WithName("Identity").RequireAdmin().AuditPerson()
            .WithSummary("Whom an id belongs to, and which ids belong to it.").Produces<JsonElement>()
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPost("/identities", LinkAsync).WithTags("users").WithName("LinkIdentity").RequireAdmin().Audit(AuditKind.Each)
            .WithSummary("Take an anonymous id and a user for one person: what was clicked before is the user's.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapPost("/identities/{user}/unlink", (Delegate)UnlinkAsync).WithTags("users").WithName("UnlinkIdentity").RequireAdmin().Audit(AuditKind.Each)
            .WithSummary("Let an anonymous id stand for itself from here on; no event links it again.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    public void MapAdmin(IEndpointRouteBuilder group)
    {
        group.MapGet("/identities", (Delegate)Status).WithName("Identities").WithSummary("The identity policy of the node's partitions, and what was linked.");
        group.MapGet("/cluster/identities", (Delegate)StatusOfAllAsync).WithName("ClusterIdentities")
            .WithSummary("The identity policy of all partitions, and what was linked.");
        group.MapPost("/identities", ApplyAsync).WithName("ApplyIdentities")
            .WithSummary("Let events that name two ids of a person link them, in every partition.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private async Task<IResult> ShowAsync(string user, HttpContext http)
    {
        ApiQuery.Check(http);
        var id = PathIds.Check("user", user, context.Options.Pipeline.Limits.IdCharsMax);
        var (place, links, refuses) = await linked.FindAsync(id, http.RequestAborted);
        if (links is not { } known)
        {
            throw ProblemException.NotFound(
                $"'{id}' is linked to nobody: partition {place.Partition}, where {KeyPartitioner.Describe(context.Options.Kafka)} puts the id, knows no link of it."
                + (refuses is null ? "" : $" A link of it to a user is refused ({refuses})."));
        }

        var shown = await WithRefusalsAsync(known, http.RequestAborted);
        shown["refuses_links"] = refuses;
        return TypedResults.Json<JsonNode>(shown);
    }

    /// <summary>The same links; one that was asked for and refused is said to be <c>refused</c>, with <c>why</c>.</summary>
    private async Task<JsonObject> WithRefusalsAsync(JsonElement links, CancellationToken cancel)
    {
        var shown = JsonObject.Create(links)!;
        var asked = shown["ids"]!.AsArray().OfType<JsonObject>().Where(one => (string?)one["link"] == IdentityJson.Asked);
        await Task.WhenAll(asked.Select(async one =>
        {
            if (await linked.RefusalOfAsync((string)one["id"]!, cancel) is { } why)
            {
                (one["link"], one["why"]) = ("refused", why);
            }
        }).ToArray());
        return shown;
    }

    private Task<LinkMade> LinkAsync(LinkBody body, HttpContext http)
    {
        var (anonymous, user) = (IdOf("anonymous_id", body.AnonymousId), IdOf("user_id", body.UserId));
        return anonymous == user
            ? throw ProblemException.Field("user_id", "user_id is the anonymous id; an id cannot be linked to itself.")
            : CompleteAsync(
                RequestKinds.LinkIdentity, StateIdOf(user),
                new WantedLink(LinkStep.Link, anonymous, StateIdOf(anonymous), user, StateIdOf(user)), http);
    }

    private Task<LinkMade> UnlinkAsync(string user, HttpContext http)
    {
        var anonymous = IdOf("user", user);
        return CompleteAsync(
            RequestKinds.UnlinkIdentity, StateIdOf(anonymous), new WantedLink(LinkStep.Unlink, anonymous, StateIdOf(anonymous), null, ""), http);
    }

    private async Task<LinkMade> CompleteAsync(string kind, string person, WantedLink link, HttpContext http)
    {
        var verb = LinkRecord.NameOf(link.Step);
        AuditMark.NamePerson(http, person);
        AuditMark.NameSubject(http, $"verb={verb}");
        var ended = await context.CompleteAsync(http, kind, new Dictionary<string, string>(), JsonSerializer.Serialize(link));
        return new LinkMade(verb, ended.Steps[^1].Result);
    }

    private Ok<IdentitiesAnswer> Status() => TypedResults.Ok(OfNode());

    private async Task<Ok<ClusterIdentitiesAnswer>> StatusOfAllAsync(HttpContext http)
    {
        var told = await members.QueryAsync(_ => "/admin/v1/identities", OfNode, only: null, http.RequestAborted);
        return TypedResults.Ok(new ClusterIdentitiesAnswer(
            [.. told.Answers.SelectMany(one => one.Answer.Partitions).OrderBy(one => one.Partition)], told.Silent));
    }

    private IdentitiesAnswer OfNode() => new(
    [
        .. context.RequireNode().OpenShards.Select(shard => (shard.Shard.Partition, shard.Progress.Status.Identity))
            .OrderBy(shard => shard.Partition).Select(shard => PartitionIdentities.Of(shard.Partition, shard.Identity)),
    ]);

    private async Task<IdentityPolicyApplied> ApplyAsync(IdentityPolicyBody body, HttpContext http)
    {
        var max = body.UsersPerDeviceMax ?? IdentityPolicy.UsersPerDeviceDefault;
        if (max is < 1 or > IdentityPolicy.UsersPerDeviceLimit)
        {
            throw ProblemException.Field("users_per_device_max", $"users_per_device_max is {max}; it must be from 1 to {IdentityPolicy.UsersPerDeviceLimit}.");
        }

        var policy = new IdentityPolicy(body.On ?? true, max);
        AuditMark.NameSubject(http, $"version={policy.Version}");
        var ended = await context.CompleteAsync(
            http,
            RequestKinds.ApplyIdentity,
            new Dictionary<string, string>
            {
                [RequestKinds.Version] = policy.Version,
                [RequestKinds.Definition] = Encoding.UTF8.GetString(policy.ToBytes()),
            });
        return new IdentityPolicyApplied(policy.Version, [.. PartitionSteps.OffsetsOf(ended).Keys]);
    }

    private string StateIdOf(string id) => users.PlaceOf(id).StateId;

    private string IdOf(string field, string? id) => PathIds.Check(field, id, context.Options.Pipeline.Limits.IdCharsMax);
}
