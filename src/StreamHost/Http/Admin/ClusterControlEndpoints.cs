using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Cluster.Views;
using StreamReco.StreamHost.Http.Common;

namespace StreamReco.StreamHost.Http.Admin;

/// <summary>The members of the cluster and where its shards are, by the view of the node that is asked; leaving and downing.</summary>
internal sealed class ClusterControlEndpoints(NodeContext context)
{
    private const string Members = "/admin/v1/cluster/members";

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Members, () => Results.Ok(Require().Snapshot())).WithTags("admin")
            .WithSummary("Members, leader and coordinator, as this node sees them.").Produces<ClusterSnapshot>();
        app.MapGet("/admin/v1/cluster/sharding", (Delegate)(async (HttpContext http) =>
                Results.Ok(await Require().ShardingAsync(http.RequestAborted))))
            .WithTags("admin").WithSummary("Which node holds which shards.").Produces<ShardingSnapshot>();
        app.MapPost(Members + "/{address}/leave", Leave).WithTags("admin")
            .WithSummary("Let a member drain, give its partitions away and end.").Produces<MembersTold>();
        app.MapPost(Members + "/{address}/down", DownMemberAsync).WithTags("admin")
            .WithSummary("Take a member out without its doing; if it lives, it ends.").Produces<MembersTold>();
        app.MapPost("/admin/v1/cluster/down-unreachable", (Delegate)DownUnreachableAsync).WithTags("admin")
            .WithSummary("Take all members out that cannot be reached.").Produces<MembersTold>();
    }

    private IResult Leave(string address)
    {
        try
        {
            Require().Leave(address);
            return Results.Ok(new MembersTold([address]));
        }
        catch (ClusterMemberException e)
        {
            throw Problem.NotFound(e.Message);
        }
    }

    private Task<IResult> DownMemberAsync(string address, HttpContext http) => DownAsync(async control =>
    {
        await control.DownAsync(address, http.RequestAborted);
        return [address];
    });

    private Task<IResult> DownUnreachableAsync(HttpContext http) =>
        DownAsync(control => control.DownUnreachableAsync(http.RequestAborted));

    private async Task<IResult> DownAsync(Func<IClusterControl, Task<IReadOnlyList<string>>> work)
    {
        try
        {
            return Results.Ok(new MembersTold(await work(Require())));
        }
        catch (ClusterMemberException e)
        {
            throw Problem.NotFound(e.Message);
        }
        catch (StoreUnavailableException e)
        {
            throw Problem.NotReady($"Nobody can be marked as downed: {e.Message}");
        }
    }

    private IClusterControl Require() => context.Control ?? throw new Problem(
        StatusCodes.Status501NotImplemented, "No cluster", "This node is not a member of a cluster, or not yet.");
}

/// <summary>The members that something was done to, by address.</summary>
internal sealed record MembersTold(IReadOnlyList<string> Members);
