using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using StreamReco.Models.Events;
using StreamReco.Models.Privacy;
using StreamReco.StreamHost.Cluster.Control;
using StreamReco.StreamHost.Cluster.Control.Work;
using StreamReco.StreamHost.Http.Cluster;
using StreamReco.StreamHost.Http.Common;

namespace StreamReco.StreamHost.Http.Admin;

/// <summary>The consent policy: how it stands, and another in its place. A change is a record in the log of every partition.</summary>
internal sealed class ConsentEndpoints(NodeContext context, MemberQueries members)
{
    public void Map(IEndpointRouteBuilder group)
    {
        group.MapGet("/consent", (Delegate)Show).WithName("Consent").WithSummary("The consent policy of the node's partitions, and what it made of records.");
        group.MapGet("/cluster/consent", (Delegate)ShowAllAsync).WithName("ClusterConsent")
            .WithSummary("The consent policy of all partitions, and what it made of records.");
        group.MapPost("/consent", ApplyAsync).WithName("ApplyConsent")
            .WithSummary("Decide by the users' consent in every partition, with this for users who said nothing.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private Ok<ConsentAnswer> Show() => TypedResults.Ok(OfNode());

    private async Task<Ok<ClusterConsentAnswer>> ShowAllAsync(HttpContext http)
    {
        var told = await members.QueryAsync(_ => "/admin/v1/consent", OfNode, only: null, http.RequestAborted);
        return TypedResults.Ok(new ClusterConsentAnswer(
            [.. told.Answers.SelectMany(one => one.Answer.Partitions).OrderBy(one => one.Partition)], told.Silent));
    }

    private ConsentAnswer OfNode() => new(
    [
        .. context.RequireNode().OpenShards.Select(shard => (shard.Shard.Partition, shard.Progress.Status.Consent))
            .OrderBy(shard => shard.Partition).Select(shard => PartitionConsent.Of(shard.Partition, shard.Consent)),
    ]);

    private async Task<ConsentApplied> ApplyAsync(ConsentBody body, HttpContext http)
    {
        var unknown = Consent.None
            .With(ConsentPurpose.Personalise, ChoiceOf("personalise", body.Personalise))
            .With(ConsentPurpose.Train, ChoiceOf("train", body.Train))
            .With(ConsentPurpose.Analyse, ChoiceOf("analyse", body.Analyse));
        var policy = new ConsentPolicy(unknown, BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong))));
        AuditMark.NameSubject(http, $"version={policy.Version}");
        var ended = await context.CompleteAsync(
            http,
            RequestKinds.ApplyConsent,
            new Dictionary<string, string>
            {
                [RequestKinds.Version] = policy.Version,
                [RequestKinds.Definition] = Encoding.UTF8.GetString(policy.ToBytes()),
            });
        return new ConsentApplied(policy.Version, [.. PartitionSteps.OffsetsOf(ended).Keys]);
    }

    private static ConsentChoice ChoiceOf(string field, string? word) => word is null ? ConsentChoice.Granted
        : ConsentNames.ChoiceOf(word) is { } choice and not ConsentChoice.Unknown ? choice
        : throw ProblemException.Field(field, $"{field} is '{word}'; it must be granted or denied.");
}
