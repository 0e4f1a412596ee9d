using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using StreamReco.Models.Bots;
using StreamReco.Stages.Privacy;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Cluster.Control;
using StreamReco.StreamHost.Cluster.Control.Work;
using StreamReco.StreamHost.Http.Cluster;
using StreamReco.StreamHost.Http.Common;

namespace StreamReco.StreamHost.Http.Admin;

/// <summary>The judging of bots: how it stands, another policy, and decisions of single users. A change is a record in the log of every partition.</summary>
internal sealed class BotsEndpoints(NodeContext context, MemberQueries members)
{
    public void Map(IEndpointRouteBuilder group)
    {
        group.MapGet("/bots", (Delegate)Show).WithName("Bots").WithSummary("The bot policy of the node's partitions, and the users that are held.");
        group.MapGet("/cluster/bots", (Delegate)ShowAllAsync).WithName("ClusterBots")
            .WithSummary("The bot policy of all partitions, and the users that are held.");
        group.MapPost("/bots", ApplyAsync).WithName("ApplyBots").WithSummary("Take users for programs by this policy, in every partition.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapPost("/bots/decisions", DecideAsync).WithName("DecideBot")
            .WithSummary("Take a user for a person (release) or a program (condemn), whatever the score says.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private Ok<BotsAnswer> Show() => TypedResults.Ok(OfNode());

    private async Task<Ok<ClusterBotsAnswer>> ShowAllAsync(HttpContext http)
    {
        var told = await members.QueryAsync(_ => "/admin/v1/bots", OfNode, only: null, http.RequestAborted);
        return TypedResults.Ok(new ClusterBotsAnswer(
            [.. told.Answers.SelectMany(one => one.Answer.Partitions).OrderBy(one => one.Partition)],
            [.. told.Answers.SelectMany(one => one.Answer.Users).OrderBy(one => one.Partition).ThenByDescending(one => one.Offset)], told.Silent));
    }

    private BotsAnswer OfNode()
    {
        var shards = context.RequireNode().OpenShards.OrderBy(shard => shard.Shard.Partition)
            .Select(shard => (shard.Shard.Partition, shard.Progress.Status)).ToList();
        return new BotsAnswer(
            [.. shards.Select(shard => PartitionBots.Of(shard.Partition, shard.Status.Counters.Quarantined, shard.Status.Bots))],
            [.. shards.SelectMany(shard => (shard.Status.Bots?.Newest ?? []).Select(bot => HeldUser.Of(shard.Partition, bot)))]);
    }

    private async Task<BotsApplied> ApplyAsync(BotPolicyBody body, HttpContext http)
    {
        try
        {
            var text = body.Policy ?? throw ProblemException.Field("policy", "policy is missing; it is the text of a policy file.");
            var policy = BotPolicyReader.Read(Encoding.UTF8.GetBytes(text));
            AuditMark.NameSubject(http, $"version={policy.Version}");
            var arguments = new Dictionary<string, string>
            {
                [RequestKinds.Version] = policy.Version,
                [RequestKinds.Definition] = Encoding.UTF8.GetString(policy.ToBytes()),
            };
            return await CompleteAsync(RequestKinds.ApplyBots, policy.Version, arguments, null, http);
        }
        catch (FormatException e)
        {
            throw ProblemException.Field("policy", e.Message);
        }
    }

    private Task<BotsApplied> DecideAsync(BotDecisionBody body, HttpContext http)
    {
        var named = PathIds.Check("user_id", body.UserId, context.Options.Pipeline.Limits.IdCharsMax);
        var decision = body.Decision switch
        {
            "release" => BotDecision.Released,
            "condemn" => BotDecision.Condemned,
            _ => throw ProblemException.Field("decision", $"decision is '{body.Decision}'; it must be release or condemn."),
        };
        var user = Pseudonymizer.Open(context.Options.Pipeline.Privacy)?.Of(named) ?? named;
        AuditMark.NamePerson(http, user);
        var (word, record) = (BotDecisionRecord.NameOf(decision), new BotDecisionRecord(user, decision));
        return CompleteAsync(
            RequestKinds.DecideBot, word, new Dictionary<string, string> { [RequestKinds.Decision] = word },
            Encoding.UTF8.GetString(record.ToBytes()), http);
    }

    private async Task<BotsApplied> CompleteAsync(
        string kind, string version, Dictionary<string, string> arguments, string? secret, HttpContext http)
    {
        var ended = await context.CompleteAsync(http, kind, arguments, secret);
        return new BotsApplied(version, [.. PartitionSteps.OffsetsOf(ended).Keys]);
    }
}
