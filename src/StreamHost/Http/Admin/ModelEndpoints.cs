using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamReco.StreamHost.Cluster.Control;
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
            ChangeAsync(registry => registry.ActivateAsync(version, Caller.Of(http), http.RequestAborted, force ?? false)))
            .WithName("ActivateModel").WithSummary("Try a model; if it passes, change to it at every node.")
            .ProducesProblem(StatusCodes.Status409Conflict);
        group.MapPost("/models/rollback", (Delegate)((HttpContext http) =>
            ChangeAsync(registry => registry.RollbackAsync(Caller.Of(http), http.RequestAborted))))
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

    private async Task<ModelChangeAnswer> ChangeAsync(Func<ModelRegistry, Task<ModelActivation>> change)
    {
        try
        {
            var made = await change(context.RequireNode().Models);
            return new ModelChangeAnswer(
                made.Version, made.Previous, made.Check.Queries, made.Check.Agreement, [.. made.Offsets.Keys.Order()]);
        }
        catch (ModelRefusedException e)
        {
            throw new ProblemException(StatusCodes.Status409Conflict, "The model is refused, the old one goes on", e.Message);
        }
        catch (ControlPlaneException e)
        {
            throw ControlEndpoints.Explain(e);
        }
    }
}
