using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.StreamHost.Cluster.Control;
using StreamReco.StreamHost.Cluster.Experiments;
using StreamReco.StreamHost.Http.Cluster;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Serving;

namespace StreamReco.StreamHost.Http.Admin;

/// <summary>
/// The models of the nodes. A change is tried at the node that is asked; if it passes, it is written into the log of
/// every partition, and every node makes it there.
/// </summary>
internal sealed class ModelEndpoints(NodeContext context, PeerClient peers)
{
    public void Map(IEndpointRouteBuilder group)
    {
        group.MapGet("/models", List).WithName("Models").WithSummary("The models that this node can see.");
        group.MapGet("/cluster/models", ListAllAsync).WithName("ClusterModels").WithSummary("The models that all nodes can see.");
        group.MapPost("/models/{version}/activate", (string version, bool? force, HttpContext http) =>
            ChangeAsync(registry => registry.ActivateAsync(version, Caller.Of(http), http.RequestAborted, force ?? false), http.RequestAborted))
            .WithName("ActivateModel").WithSummary("Try a model; if it passes, change to it at every node.")
            .ProducesProblem(StatusCodes.Status409Conflict);
        group.MapPost("/models/rollback", (Delegate)((HttpContext http) =>
            ChangeAsync(registry => registry.RollbackAsync(Caller.Of(http), http.RequestAborted), http.RequestAborted)))
            .WithName("RollBackModel").WithSummary("Go back to the model before the newest change.")
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private ModelAnswer[] List()
    {
        var node = context.RequireNode();
        return
        [
            .. node.Models.List().Select(model => new ModelAnswer(
                node.Name, model.Version, model.Manifest?.Name, model.Manifest?.Created, model.Manifest?.Items, model.Folder,
                model.IsBase, model.IsLoaded, model.Problem, model.Check?.Agreement, model.Manifest?.Metrics, model.Partitions)),
        ];
    }

    private async Task<IReadOnlyList<ModelAnswer>> ListAllAsync(CancellationToken cancel)
    {
        var node = context.RequireNode();
        var view = await context.Directory!.ViewAsync(fresh: true, cancel);
        var others = await Task.WhenAll(view.Nodes.Where(other => other.Name != node.Name).Select(other =>
            peers.QueryAsync(other, HttpMethod.Get, "/admin/v1/models", null, cancel)));
        return
        [
            .. List(),
            .. others.Where(answer => answer is { IsOk: true }).SelectMany(answer => answer!.Read<IReadOnlyList<ModelAnswer>>()),
        ];
    }

    /// <summary>
    /// While an experiment compares models with the one that answers, that one stays; each shard would refuse the change. A partition
    /// that does not answer now is left to its shard.
    /// </summary>
    private async Task RefuseAmidComparisonAsync(CancellationToken cancel)
    {
        if (context.RequireNode().Queries is { } queries && context.Lag is { Partitions: > 0 and var partitions }
            && ExperimentModels.First((await CollectedExperiments.CollectAsync(queries, partitions, null, false, cancel)).Running) is { } comparing)
        {
            throw new ModelRefusedException(
                $"experiment {comparing} compares models with the one that answers, so that a change would make its figures of two things. Stop it first: streamreco experiments stop {comparing}");
        }
    }

    private async Task<ModelChangeAnswer> ChangeAsync(Func<ModelRegistry, Task<ModelActivation>> change, CancellationToken cancel)
    {
        try
        {
            await RefuseAmidComparisonAsync(cancel);
            var made = await change(context.RequireNode().Models);
            return new ModelChangeAnswer(
                made.Version, made.Previous, made.IsInUse, made.Check.Queries, made.Check.Agreement, made.Check.ComparedWith,
                [.. made.Offsets.Keys.Order()]);
        }
        catch (ModelRefusedException e)
        {
            throw new ProblemException(StatusCodes.Status409Conflict, "The model is refused, the old one goes on", e.Message);
        }
        catch (ControlPlaneException e)
        {
            throw ControlRequests.Explain(e);
        }
    }
}
