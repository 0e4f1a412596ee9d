using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using StreamReco.Models.DataQuality;
using StreamReco.StreamHost.Cluster.Control;
using StreamReco.StreamHost.Cluster.Control.Work;
using StreamReco.StreamHost.Http.Cluster;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Sampling;

namespace StreamReco.StreamHost.Http.Admin;

/// <summary>Quality rules: how they stand, and others in their place. A change is a record in the log of every partition.</summary>
internal sealed class QualityRulesEndpoints(NodeContext context, MemberQueries members)
{
    public void Map(IEndpointRouteBuilder group)
    {
        group.MapGet("/quality/rules", (Delegate)Show).WithName("QualityRules")
            .WithSummary("The quality rules of the node's partitions, and how they stand.");
        group.MapGet("/cluster/quality/rules", (Delegate)ShowAllAsync).WithName("ClusterQualityRules")
            .WithSummary("The quality rules of all partitions, and how they stand.");
        group.MapPost("/quality/rules", ApplyAsync).WithName("ApplyQualityRules")
            .WithSummary("Judge by these quality rules in every partition, instead of those in force.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    /// <summary>The figures alone, for who may read figures.</summary>
    public void MapFigures(IEndpointRouteBuilder group) =>
        group.MapGet("/quality", (Delegate)Show).WithName("QualityOfNode")
            .WithSummary("The quality rules of the node's partitions, and how they stand.");

    private Ok<QualityRulesAnswer> Show() => TypedResults.Ok(OfNode());

    private async Task<Ok<ClusterQualityRulesAnswer>> ShowAllAsync(HttpContext http)
    {
        var told = await members.QueryAsync(_ => "/admin/v1/quality/rules", OfNode, only: null, http.RequestAborted);
        return TypedResults.Ok(new ClusterQualityRulesAnswer(
            [.. told.Answers.SelectMany(one => one.Answer.Partitions).OrderBy(one => one.Partition)],
            RuleFigures.Sum(told.Answers.SelectMany(one => one.Answer.Rules)),
            told.Silent));
    }

    private QualityRulesAnswer OfNode()
    {
        var shards = context.RequireNode().OpenShards.Select(shard => (shard.Shard.Partition, shard.Progress.Status.Quality)).ToList();
        return new QualityRulesAnswer(
            [
                .. shards.OrderBy(shard => shard.Partition).Select(shard => new PartitionRules(
                    shard.Partition, shard.Quality is { Version.Length: > 0 } rules ? rules.Version : null,
                    shard.Quality is { Offset: >= 0 } known ? known.Offset : null, shard.Quality?.Refused)),
            ],
            RuleFigures.Of(shards.Select(shard => shard.Quality).OfType<QualityReport>()));
    }

    private async Task<QualityRulesApplied> ApplyAsync(QualityRulesBody body, HttpContext http)
    {
        try
        {
            var text = body.Rules ?? throw ProblemException.Field("rules", "rules is missing; it is the text of a rules file.");
            var rules = QualityRules.Read(Encoding.UTF8.GetBytes(text));
            AuditMark.NameSubject(http, $"version={rules.Version}");
            var ended = await context.CompleteAsync(
                http, RequestKinds.ApplyQualityRules, new Dictionary<string, string> { [RequestKinds.Version] = rules.Version }, secret: text);
            return new QualityRulesApplied(rules.Version, rules.Rules.Count, [.. PartitionSteps.OffsetsOf(ended).Keys]);
        }
        catch (QualityRulesException e)
        {
            throw ProblemException.Field("rules", e.Message);
        }
    }
}
